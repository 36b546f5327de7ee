#pragma once

#include <span>
#include <string_view>

#include "wire/crypto/hash.hpp"

namespace tlsgauge::wire {

/// RFC 5869 section 2.2.
[[nodiscard]] Digest hkdf_extract(Hash hash, View salt, View input);
/// HKDF-Expand-Label of RFC 8446 section 7.1; fills `out`, at most 255 digests long. `label` is without "tls13 ".
void hkdf_expand_label(const Hmac& secret, std::string_view label, View context, std::span<std::uint8_t> out);
void hkdf_expand_label(Hash hash, View secret, std::string_view label, View context, std::span<std::uint8_t> out);
/// The same, as long as a digest.
[[nodiscard]] Digest derive_secret(const Hmac& secret, std::string_view label, View context);
[[nodiscard]] Digest derive_secret(Hash hash, View secret, std::string_view label, View context);
/// The PRF of TLS 1.2 (RFC 5246 section 5); fills `out`.
void prf(Hash hash, View secret, std::string_view label, View seed, std::span<std::uint8_t> out);

}  // namespace tlsgauge::wire
