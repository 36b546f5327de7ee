#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsgauge::model {

/// Protocol versions in order of age; the values are those on the wire (RFC 8446 section 4.2.1).
enum class TlsVersion : std::uint16_t { tls1_0 = 0x0301, tls1_1 = 0x0302, tls1_2 = 0x0303, tls1_3 = 0x0304 };

/// "1.0" to "1.3".
[[nodiscard]] std::string_view name(TlsVersion version);
[[nodiscard]] std::optional<TlsVersion> tls_version_named(std::string_view name);

/// The versions that a side offers, both ends included; `oldest <= newest`.
struct VersionRange {
  TlsVersion oldest = TlsVersion::tls1_2;
  TlsVersion newest = TlsVersion::tls1_3;

  friend bool operator==(const VersionRange&, const VersionRange&) = default;
};

/// What a handshake agreed on, in IANA's names. A name is empty where the protocol has none (a signature when resumed).
struct TlsParameters {
  TlsVersion version = TlsVersion::tls1_3;
  std::string cipher;                     ///< "TLS_AES_256_GCM_SHA384"
  std::string group;                      ///< "x25519"
  std::string signature;                  ///< "rsa_pss_rsae_sha256"
  std::string alpn;                       ///< empty: none agreed
  std::string server_certificate_sha256;  ///< fingerprint of the server's own certificate, lower-case hexadecimal
  bool resumed = false;
  bool renegotiated = false;  ///< a second handshake on the same connection has ended well (RFC 5246 section 7.4.1.1)
  bool client_certificate_requested = false;
  bool downgraded = false;  ///< ServerHello.random says that the server could do better (RFC 8446 section 4.1.3)
};

}  // namespace tlsgauge::model
