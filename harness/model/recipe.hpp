#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tlsgauge::model {

using Octets = std::vector<std::uint8_t>;

// What can be done to one element of a DER document (X.690): each leaves everything else as it is, and the lengths of
// the elements around it right.

struct SetContent {
  Octets octets;
};
struct SetIdentifier {
  Octets octets;  ///< tag and class, X.690 section 8.1.2
};
/// Puts raw octets where the element was.
struct Replace {
  Octets octets;
};
struct Remove {};
struct InsertBefore {
  Octets octets;
};
struct InsertAfter {
  Octets octets;
};
/// Adds raw octets at the end of the element's content.
struct Append {
  Octets octets;
};
/// Writes the element that many times.
struct Repeat {
  int times = 2;
};
/// Wraps the element in that many SEQUENCEs.
struct Nest {
  int depth = 1;
};
/// Changes places with the element behind it.
struct SwapWithNext {};
/// Inverts one bit of the content: 0 is the first octet's highest, -1 the last octet's lowest.
struct FlipBit {
  int bit = 0;
};
/// Keeps the first `octets` of the encoded element; a negative number drops that many from its end.
struct Truncate {
  int octets = 0;
};

/// How the element's length is written (X.690 section 8.1.3).
enum class LengthForm : std::uint8_t {
  padded,      ///< right, but in more octets than it needs: BER, not DER
  indefinite,  ///< BER: ended by two zero octets
  wrong,       ///< another number
};
struct SetLength {
  LengthForm form = LengthForm::padded;
  int value = 0;  ///< padded: additional octets; wrong: added to the true length
};

using Operation = std::variant<SetContent, SetIdentifier, Replace, Remove, InsertBefore, InsertAfter, Append, Repeat,
                               Nest, SwapWithNext, FlipBit, Truncate, SetLength>;

/// One change to a certificate's encoding. The path names elements from the outside in, "tbs/validity/notAfter",
/// "tbs/extensions/basicConstraints/extnValue/0"; certs/README.md lists the names.
struct DerEdit {
  std::string at;
  Operation operation;
};

/// An extension that differs from those of a correct certificate.
struct ExtensionRecipe {
  std::string name;                   ///< "keyUsage", or an object identifier in dotted decimals
  std::optional<std::string> text{};  ///< OpenSSL's configuration syntax: "critical,CA:FALSE"
  std::optional<Octets> der{};        ///< content of its extnValue instead
  bool critical = false;              ///< of `der`
  // With neither: the extension is left out.
};

/// A certificate, by what distinguishes it from a correct one. Names of certificates are those of the recipe, or "ca",
/// the authority that the server trusts, or "server", the certificate of the server itself.
struct CertificateRecipe {
  std::string name;
  bool authority = false;                       ///< a CA that may issue; else a client
  std::string issuer = "ca";                    ///< whose name and key; its own name: self-signed
  std::optional<std::string> signed_by{};       ///< with whose key instead of the issuer's
  std::optional<std::string> issuer_name{};     ///< another issuer: "O=tlsgauge, CN=nobody"
  std::optional<std::string> issuer_like{};     ///< the subject of that certificate as the issuer
  std::optional<std::string> subject{};         ///< "O=tlsgauge, CN=somebody"; empty: no name at all
  std::optional<std::string> subject_like{};    ///< the subject of that certificate
  std::string key = "ec:P-256";                 ///< kind of its key pair
  std::optional<std::string> key_like{};        ///< shares the key pair of that certificate
  std::optional<Octets> serial{};               ///< content of the INTEGER; a random positive one of 16 octets
  std::chrono::seconds not_before{-86400};      ///< from the moment of forging
  std::chrono::seconds not_after{365 * 86400};  ///< from the moment of forging
  int version = 3;                              ///< as X.509 counts: 3 is written as 2
  std::string digest = "sha256";                ///< of its signature
  std::vector<ExtensionRecipe> extensions{};
  std::vector<DerEdit> edits{};    ///< before it is signed: the signature fits them
  std::vector<DerEdit> damages{};  ///< after it is signed
};

/// A revocation list (RFC 5280 section 5), by what distinguishes it from a correct one.
struct RevocationListRecipe {
  std::string issuer = "ca";                ///< whose name and key
  std::optional<std::string> signed_by{};   ///< with whose key instead of the issuer's
  std::vector<std::string> revoked{};       ///< names of certificates
  std::chrono::seconds this_update{-3600};  ///< from the moment of forging
  std::chrono::seconds next_update{30 * 86400};
  std::vector<ExtensionRecipe> extensions{};
  std::vector<DerEdit> damages{};  ///< after it is signed
};

/// How one case of the catalogue of client certificates is forged.
struct Recipe {
  std::string id;      ///< "CC-038"
  std::string slug;    ///< "leaf-from-leaf"
  std::string defect;  ///< what is wrong with it, in a sentence; of a must-accept, what is unusual
  std::vector<CertificateRecipe> certificates;
  std::vector<std::string> chain;      ///< names in the order in which they are sent, the client's own first
  std::optional<std::string> proof{};  ///< signs the handshake with the key of that certificate; empty: with its own
  std::vector<RevocationListRecipe> lists{};  ///< that the server is to have
  std::string impossible{};                   ///< why it cannot be made or sent; empty: it can
};

}  // namespace tlsgauge::model
