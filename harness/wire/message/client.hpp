#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/codepoint.hpp"
#include "wire/field.hpp"
#include "wire/octets.hpp"

// The client's messages other than its hello, each as parts: "type", then "body" with the parts that the RFC names.
namespace tlsgauge::wire {

/// Any message: its header in front of `body`.
[[nodiscard]] Field message(model::HandshakeType type, std::string name, std::vector<Field> body);

/// RFC 8446 section 4.4.2: "certificate_request_context" and "certificate_list", of whose entries each, "certificate",
/// holds "cert_data" and "extensions".
[[nodiscard]] Field certificate_13(View request_context, const std::vector<Octets>& chain);
/// RFC 5246 section 7.4.2: "certificate_list" of "certificate".
[[nodiscard]] Field certificate_12(const std::vector<Octets>& chain);
/// RFC 7250 section 3: a raw public key fills "certificate_list" alone.
[[nodiscard]] Field certificate_of_raw_key_12(View public_key);
/// A Certificate as a CompressedCertificate (RFC 8879 section 4): "algorithm" (zlib), "uncompressed_length" and
/// "compressed_certificate_message". Its name stays "certificate".
[[nodiscard]] Field compressed(const Field& certificate);
/// RFC 8446 section 4.4.3: "algorithm" and "signature".
[[nodiscard]] Field certificate_verify(model::SignatureScheme scheme, View signature);
/// "verify_data".
[[nodiscard]] Field finished(View verify_data);
/// RFC 8422 section 5.7: "ecdh_Yc".
[[nodiscard]] Field client_key_exchange_ecdhe(View public_key);
/// RFC 5246 section 7.4.7.1: "encrypted_pre_master_secret".
[[nodiscard]] Field client_key_exchange_rsa(View encrypted);
/// RFC 8446 section 4.6.3: "request_update".
[[nodiscard]] Field key_update(std::uint8_t request);
[[nodiscard]] Field end_of_early_data();

/// What a CertificateVerify of TLS 1.3 signs (RFC 8446 section 4.4.3): 64 spaces, the context string, a zero, the hash.
/// Not `padded`: without the spaces.
[[nodiscard]] Octets signed_content_13(std::string_view context, View transcript_hash, bool padded = true);
inline constexpr std::string_view kClientContext = "TLS 1.3, client CertificateVerify";
inline constexpr std::string_view kServerContext = "TLS 1.3, server CertificateVerify";

}  // namespace tlsgauge::wire
