#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/codepoint.hpp"
#include "wire/field.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// RFC 8446 section 4.2.8.
struct KeyShareEntry {
  model::NamedGroup group{};
  Octets key_exchange;
};

/// RFC 8446 section 4.2.11.
struct PskIdentity {
  Octets identity;
  std::uint32_t obfuscated_age = 0;
};

/// What a ClientHello says (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). An extension is sent where its member
/// is not empty, in the order of the members, pre_shared_key last.
struct ClientHello {
  std::uint16_t legacy_version = 0x0303;
  Octets random;  ///< 32 octets
  Octets session_id;
  std::vector<model::CipherSuite> cipher_suites;
  Octets compression_methods{0};

  std::string server_name;                ///< RFC 6066 section 3
  std::vector<model::NamedGroup> groups;  ///< supported_groups; brings ec_point_formats with TLS 1.2
  std::vector<model::SignatureScheme> signature_schemes;
  std::vector<std::string> alpn;             ///< RFC 7301
  bool extended_master_secret = false;       ///< RFC 7627
  bool encrypt_then_mac = false;             ///< RFC 7366
  std::optional<Octets> renegotiation_info;  ///< RFC 5746; empty octets in a first handshake
  std::optional<Octets> session_ticket;      ///< RFC 5077; empty octets ask for one
  std::vector<std::uint16_t> versions;       ///< supported_versions
  std::vector<KeyShareEntry> key_shares;
  bool empty_key_share = false;         ///< sends key_share without an entry: asks for a HelloRetryRequest
  std::vector<std::uint8_t> psk_modes;  ///< psk_key_exchange_modes
  Octets cookie;                        ///< of a HelloRetryRequest
  bool early_data = false;
  bool post_handshake_auth = false;
  std::vector<PskIdentity> psk_identities;
  std::size_t binder_size = 32;  ///< of each identity's binder, which is zeros here
};

/// The message, header first, as parts: "type", then "body" with "legacy_version", "random", "session_id",
/// "cipher_suites", "compression_methods" and "extensions". There is one part an extension, of its registered name,
/// with the parts "type" and "data"; below "data" stand the parts that the RFC names. Binders are
/// "body/extensions/pre_shared_key/data/binders". In lists of numbers each has a part of its name: the suite's, the
/// group's, the scheme's, "1.3" of a version.
[[nodiscard]] Field layout(const ClientHello& hello);

/// An extension as a part of "extensions": for those that ClientHello has no member for.
[[nodiscard]] Field extension(model::ExtensionType type, std::vector<Field> data);

}  // namespace tlsgauge::wire
