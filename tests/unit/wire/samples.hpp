#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "model/tls.hpp"
#include "rfc8448_messages.hpp"

namespace tlsgauge::wire {

/// A message as a server sends it, header first, with nothing wrong about it.
struct Sample {
  std::string_view name;
  model::TlsVersion version;
  std::string_view hex;
};

inline constexpr auto kSamples = std::to_array<Sample>({
    {"ServerHello", model::TlsVersion::tls1_3, rfc8448::kServerHello},
    {"HelloRetryRequest", model::TlsVersion::tls1_3, rfc8448::kHelloRetryRequest},
    {"ResumedHello", model::TlsVersion::tls1_3, rfc8448::kResumedHello},
    {"HelloAfterRetry", model::TlsVersion::tls1_3, rfc8448::kHelloAfterRetry},
    {"EncryptedExtensions", model::TlsVersion::tls1_3, rfc8448::kEncryptedExtensions},
    {"EarlyDataAccepted", model::TlsVersion::tls1_3, rfc8448::kExtensionsWithEarlyData},
    {"ProtocolAgreed", model::TlsVersion::tls1_3, "0800000b 0009 0010 0005 0003 02 6832"},
    {"CertificateRequest", model::TlsVersion::tls1_3, rfc8448::kCertificateRequest},
    {"CertificateRequestWithAuthorities", model::TlsVersion::tls1_3,
     "0d00001f 02 aabb 001a 000d 0004 0002 0403 002f 000a 0008 0002 3000 0002 3000 0031 0000"},
    {"Certificate", model::TlsVersion::tls1_3, rfc8448::kCertificate},
    {"CertificateWithStatus", model::TlsVersion::tls1_3,
     "0b00001a 00 000016 000002 3000 0008 0005 0004 01 000000 000002 3001 0000"},
    {"CertificateVerify", model::TlsVersion::tls1_3, rfc8448::kCertificateVerify},
    {"NewSessionTicket", model::TlsVersion::tls1_3, rfc8448::kNewSessionTicket},
    {"KeyUpdate", model::TlsVersion::tls1_3, "18000001 01"},
    {"ServerHello12", model::TlsVersion::tls1_2,
     "0200006a 0303 101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
     "20 303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f c02b 00"
     "0022 ff01 0003 02 aabb 0017 0000 0016 0000 0023 0000 0010 0005 0003 02 6832 000b 0002 01 00"},
    {"ServerHelloWithoutExtensions", model::TlsVersion::tls1_2,
     "02000026 0303 101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f 00 0035 00"},
    {"Certificate12", model::TlsVersion::tls1_2, "0b00000e 00000b 000002 3000 000003 300100"},
    {"ServerKeyExchange", model::TlsVersion::tls1_2, "0c00000e 03 001d 04 01020304 0403 0002 aabb"},
    {"CertificateRequest12", model::TlsVersion::tls1_2, "0d00000f 02 01 40 0004 0403 0401 0004 0002 3000"},
    {"CertificateRequestOfAnyAuthority", model::TlsVersion::tls1_2, "0d000008 01 40 0002 0403 0000"},
    {"CertificateStatus", model::TlsVersion::tls1_2, "16000006 01 000002 3000"},
    {"NewSessionTicket12", model::TlsVersion::tls1_2, "04000009 00000e10 0003 010203"},
    {"NewSessionTicketOfNothing", model::TlsVersion::tls1_2, "04000006 00000000 0000"},
});

/// The sample of that name.
[[nodiscard]] constexpr std::string_view sample(std::string_view name) {
  return std::ranges::find(kSamples, name, &Sample::name)->hex;
}

}  // namespace tlsgauge::wire
