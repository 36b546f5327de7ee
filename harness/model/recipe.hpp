#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/edit.hpp"

namespace tlsgauge::model {

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
  std::vector<Edit> edits{};    ///< before it is signed: the signature fits them
  std::vector<Edit> damages{};  ///< after it is signed
};

/// A revocation list (RFC 5280 section 5), by what distinguishes it from a correct one.
struct RevocationListRecipe {
  std::string issuer = "ca";                ///< whose name and key
  std::optional<std::string> signed_by{};   ///< with whose key instead of the issuer's
  std::vector<std::string> revoked{};       ///< names of certificates
  std::chrono::seconds this_update{-3600};  ///< from the moment of forging
  std::chrono::seconds next_update{30 * 86400};
  std::vector<ExtensionRecipe> extensions{};
  std::vector<Edit> damages{};  ///< after it is signed
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
