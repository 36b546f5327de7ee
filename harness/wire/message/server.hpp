#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/alert.hpp"
#include "model/codepoint.hpp"
#include "model/tls.hpp"
#include "wire/octets.hpp"

// The server's messages as values. What a peer sends is copied out of its record: a value lives as long as one likes.
namespace tlsgauge::wire {

/// An extension that the engine does not look into.
struct Extension {
  model::ExtensionType type{};
  Octets data;
};

/// RFC 8446 section 4.1.3, RFC 5246 section 7.4.1.3; a HelloRetryRequest too (section 4.1.4).
struct ServerHello {
  std::uint16_t legacy_version = 0;
  Octets random;  ///< 32 octets
  Octets session_id;
  model::CipherSuite cipher_suite{};
  std::uint8_t compression_method = 0;
  std::vector<Extension> extensions;  ///< all of them, in their order

  // What the extensions say.
  std::optional<std::uint16_t> selected_version;
  std::optional<model::NamedGroup> group;  ///< of the key share, or the one that a HelloRetryRequest asks for
  Octets key_exchange;                     ///< empty in a HelloRetryRequest
  std::optional<std::uint16_t> selected_psk;
  Octets cookie;
  std::string alpn;  ///< TLS 1.2
  bool extended_master_secret = false;
  bool encrypt_then_mac = false;
  bool session_ticket = false;
  std::optional<Octets> renegotiation_info;

  [[nodiscard]] bool is_retry_request() const;
  /// The version that was chosen.
  [[nodiscard]] std::uint16_t version() const { return selected_version.value_or(legacy_version); }
};

/// The end of ServerHello.random where a server that can do better agreed to less (RFC 8446 section 4.1.3).
[[nodiscard]] bool says_downgraded(const ServerHello& hello);

struct EncryptedExtensions {
  std::vector<Extension> extensions;
  std::string alpn;
  bool early_data = false;
};

/// RFC 8446 section 4.3.2, RFC 5246 section 7.4.4.
struct CertificateRequest {
  Octets context;  ///< TLS 1.3
  std::vector<model::SignatureScheme> schemes;
  std::vector<Octets> authorities;              ///< DistinguishedNames, DER
  std::vector<std::uint8_t> certificate_types;  ///< TLS 1.2
};

/// RFC 8446 section 4.4.2, RFC 5246 section 7.4.2.
struct CertificateMessage {
  Octets context;             ///< TLS 1.3
  std::vector<Octets> chain;  ///< DER, leaf first; at most kMaxChain
};
inline constexpr std::size_t kMaxChain = 100;

struct CertificateVerify {
  model::SignatureScheme scheme{};
  Octets signature;
};

/// RFC 8422 section 5.4, named curves only.
struct ServerKeyExchange {
  model::NamedGroup group{};
  Octets public_key;
  Octets parameters;  ///< ServerECDHParams as they were sent: what the signature covers, behind the two randoms
  model::SignatureScheme scheme{};
  Octets signature;
};

struct ServerHelloDone {};
struct HelloRequest {};
struct Finished {
  Octets verify_data;  ///< of any length: which is right depends on the cipher suite
};
struct CertificateStatus {
  Octets response;
};

/// RFC 8446 section 4.6.1, RFC 5077 section 3.3. TLS 1.2 has no nonce and no age_add.
struct NewSessionTicket {
  std::uint32_t lifetime = 0;  ///< seconds
  std::uint32_t age_add = 0;
  Octets nonce;
  Octets ticket;
  std::optional<std::uint32_t> max_early_data;
};

struct KeyUpdate {
  std::uint8_t request = 0;
};

/// A message of a type that no server sends in this version, or of none that exists.
struct UnknownMessage {
  model::HandshakeType type{};
  Octets body;
};

using ServerMessage = std::variant<ServerHello, EncryptedExtensions, CertificateRequest, CertificateMessage,
                                   CertificateVerify, ServerKeyExchange, ServerHelloDone, HelloRequest, Finished,
                                   CertificateStatus, NewSessionTicket, KeyUpdate, UnknownMessage>;

/// Reads the body of a message of `type`. Where versions differ, `version` says whose layout holds; a ServerHello is
/// read the same way in both.
/// @return the alert that its faults deserve: decode_error where it is no message of its type; illegal_parameter where
/// an extension comes twice, a curve has no name, or a KeyUpdate asks for something that does not exist. Whether an
/// extension was asked for, or is missing, is not judged here.
[[nodiscard]] std::variant<ServerMessage, model::Alert> decode(model::HandshakeType type, View body,
                                                               model::TlsVersion version);

/// Joins handshake messages that arrive over several records, and splits those that share one (RFC 8446 section 5.1).
class MessageReader {
 public:
  /// A whole message.
  struct Message {
    model::HandshakeType type{};
    Octets octets;  ///< header first: what enters the transcript

    [[nodiscard]] View body() const { return View{octets}.subspan(kHeader); }
  };
  static constexpr std::size_t kHeader = 4;
  static constexpr std::size_t kMaxMessage = 1U << 18U;  ///< a chain of many large certificates fits

  void feed(View fragment);
  /// Nothing while the next one is incomplete; decode_error where it announces more than kMaxMessage.
  [[nodiscard]] std::variant<std::monostate, Message, model::Alert> next();
  /// In the middle of a message, or with another behind the last: where keys must not change (section 5.1).
  [[nodiscard]] bool in_between() const noexcept { return !octets_.empty(); }

 private:
  Octets octets_;
};

}  // namespace tlsgauge::wire
