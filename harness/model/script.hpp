#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/alert.hpp"
#include "model/codepoint.hpp"
#include "model/edit.hpp"

// What a client of ours does otherwise than the protocol has it, octet by octet. scenarios/README.md, "wire", describes
// the same in JSON.
namespace tlsgauge::model {

/// What the hello offers where it differs from what a usual client offers. Empty: as usual.
struct HelloOptions {
  std::optional<std::vector<CipherSuite>> cipher_suites{};
  std::optional<std::vector<NamedGroup>> groups{};
  std::optional<std::vector<NamedGroup>> key_shares{};  ///< for each its own; a group we cannot do gets random octets
  std::optional<std::vector<SignatureScheme>> signature_schemes{};
  std::optional<std::vector<std::string>> alpn{};
  std::optional<std::string> server_name{};  ///< what is sent, whatever the certificate must hold; empty: none
  std::optional<std::size_t> session_id{};   ///< octets of legacy_session_id
  bool renegotiation_info = true;            ///< with TLS 1.2 (RFC 5746)
  bool extended_master_secret = true;        ///< with TLS 1.2 (RFC 7627)
  bool encrypt_then_mac = true;              ///< with TLS 1.2 (RFC 7366)
  bool session_ticket = false;               ///< asks for a ticket of TLS 1.2 (RFC 5077)
  bool post_handshake_auth = false;
  std::string early_data{};  ///< sent with the hello where the offered session allows it (RFC 8446 section 4.2.10)
  bool change_cipher_spec = true;  ///< sends the one of TLS 1.3's middlebox compatibility mode
  friend bool operator==(const HelloOptions&, const HelloOptions&) = default;
};

/// A hash of MGF1 (RFC 8017 appendix B.2.1).
enum class MaskHash : std::uint8_t { sha1, sha256, sha384, sha512 };

/// "sha1", "sha256", "sha384" or "sha512": as scenarios write it, and OpenSSL.
[[nodiscard]] std::string_view name(MaskHash hash);

/// How the CertificateVerify comes about where it differs (RFC 8446 section 4.4.3, RFC 5246 section 7.4.8).
struct ProofOptions {
  std::optional<SignatureScheme> scheme{};   ///< signed with it, and named
  std::optional<SignatureScheme> claimed{};  ///< named instead of the one signed with
  std::optional<std::string> context{};      ///< the context string of TLS 1.3
  bool padded = true;                        ///< with the 64 spaces of TLS 1.3 in front
  bool stale = false;                        ///< over a transcript with another ClientHello.random: a replayed one
  // Flaws that only a verifier which takes the signature's own word for them would not notice.
  std::optional<std::size_t> salt{};  ///< octets of RSASSA-PSS's salt, instead of as many as the digest has
  std::optional<MaskHash> mask{};     ///< the hash of RSASSA-PSS's mask, instead of the scheme's
  bool unreduced = false;             ///< of EdDSA: the order of the group is added to S
  friend bool operator==(const ProofOptions&, const ProofOptions&) = default;
};

// Things that can be sent.

/// A handshake message, header made for it. It does not enter the transcript.
struct HandshakeItem {
  HandshakeType type{};
  Octets body;
  friend bool operator==(const HandshakeItem&, const HandshakeItem&) = default;
};
/// A message of ours once more, as it was sent: "client_hello".
struct CopyItem {
  std::string message;
  friend bool operator==(const CopyItem&, const CopyItem&) = default;
};
struct AlertItem {
  Alert alert;
  std::uint8_t level = 2;  ///< 1: warning
  friend bool operator==(const AlertItem&, const AlertItem&) = default;
};
/// A record of any type.
struct RecordItem {
  ContentType type{};
  Octets content;
  friend bool operator==(const RecordItem&, const RecordItem&) = default;
};
/// Octets as they are, past TLS.
struct OctetsItem {
  Octets octets;
  friend bool operator==(const OctetsItem&, const OctetsItem&) = default;
};
/// A KeyUpdate, and new keys behind it (RFC 8446 section 4.6.3).
struct KeyUpdateItem {
  std::uint8_t request = 0;
  friend bool operator==(const KeyUpdateItem&, const KeyUpdateItem&) = default;
};
/// A second handshake on the connection (RFC 5246 section 7.4.1.2), begun with its ClientHello; sent several times, one
/// after the other.
struct RenegotiationItem {
  friend bool operator==(const RenegotiationItem&, const RenegotiationItem&) = default;
};
struct PauseItem {
  std::chrono::milliseconds time{0};
  friend bool operator==(const PauseItem&, const PauseItem&) = default;
};

using Item = std::variant<HandshakeItem, CopyItem, AlertItem, RecordItem, OctetsItem, KeyUpdateItem, RenegotiationItem,
                          PauseItem>;

/// The keys that a record is sealed with.
enum class Keys : std::uint8_t {
  current,
  none,      ///< in the clear
  previous,  ///< those before the last change
};

/// What may be wrong with a record that is sealed, for a server to find. Only a CBC suite has padding of that kind: an
/// AEAD's record is none the worse for it.
enum class SealFlaw : std::uint8_t {
  none,
  mac,             ///< of it, or of an AEAD's tag, one bit
  padding,         ///< one octet of it
  padding_length,  ///< another than there is
};

/// How something goes into records, and those onto TCP, where it differs.
struct Packing {
  std::vector<std::size_t> sizes{};        ///< octets of each record, the last one's for all that follow; empty: 2^14
  std::size_t padding = 0;                 ///< zeros behind the inner type (TLS 1.3), blocks of padding more (CBC)
  std::optional<ContentType> type{};       ///< in the header
  std::optional<std::uint16_t> version{};  ///< in the header
  Keys keys = Keys::current;
  bool inner_type = true;  ///< false: an inner plaintext of zeros alone (TLS 1.3)
  SealFlaw flaw = SealFlaw::none;
  std::vector<Edit> edits{};           ///< of each record: "header/type", "header/version", "fragment"
  std::uint64_t skipped = 0;           ///< sequence numbers left out before
  bool reversed = false;               ///< its records are sent in the reverse order
  bool doubled = false;                ///< each record is sent twice, octet by octet
  bool joined = false;                 ///< shares a record with the message that follows
  std::vector<Item> between{};         ///< sent behind its first record
  std::size_t segment = 0;             ///< octets a write to TCP; 0: all at once
  std::chrono::milliseconds pause{0};  ///< between writes
  friend bool operator==(const Packing&, const Packing&) = default;
};

/// An item, how often, and how it is packed.
struct Sending {
  Item item;
  unsigned times = 1;
  Packing packing{};
  friend bool operator==(const Sending&, const Sending&) = default;
};

/// What the client does after a step.
enum class Ending : std::uint8_t {
  none,   ///< it goes on
  hold,   ///< it sends nothing more, and waits
  fin,    ///< it closes its side of TCP
  reset,  ///< it resets the connection
};

/// What happens otherwise at one point of the handshake.
struct Step {
  /// The message of ours that is due: "client_hello", "certificate", …; "start" (before all), "established" (after the
  /// last one), "application_data" (what is written first), "change_cipher_spec", "close_notify". Or "premaster": what
  /// static RSA encrypts, of which there are edits only.
  std::string at;
  unsigned occurrence = 0;  ///< the how-manieth of that name, from 1; 0: each
  std::vector<Edit> edits{};
  std::vector<Sending> before{};
  std::vector<Sending> after{};
  bool dropped = false;  ///< it is not sent; the transcript lacks it too
  unsigned times = 1;    ///< it is sent so often; the transcript has it once
  Packing packing{};
  Ending then = Ending::none;
  friend bool operator==(const Step&, const Step&) = default;
};

/// As what a client shows its certificate.
enum class CertificateForm : std::uint8_t {
  x509,
  compressed,      ///< in a CompressedCertificate (RFC 8879)
  raw_public_key,  ///< the public key alone (RFC 7250)
};

/// "x509", "compressed" or "raw-public-key": as scenarios write it.
[[nodiscard]] std::string_view name(CertificateForm form);

/// A handshake that is ours in every octet. An empty script is one that does everything right.
struct Script {
  HelloOptions hello{};
  ProofOptions proof{};
  bool unasked_certificate = false;  ///< sends Certificate and CertificateVerify though the server asked for none
  bool empty_certificate = false;    ///< sends an empty Certificate though it has one, and a CertificateVerify
  CertificateForm certificate = CertificateForm::x509;
  std::vector<Step> steps{};
  friend bool operator==(const Script&, const Script&) = default;
};

}  // namespace tlsgauge::model
