#pragma once

#include <optional>

#include "tls/handles.hpp"
#include "wire/crypto/random.hpp"
#include "wire/octets.hpp"

// Static RSA (RFC 5246 section 7.4.7.1).
namespace tlsgauge::wire {

/// A premaster secret: the version that the client offered, TLS 1.2, and 46 random octets.
[[nodiscard]] Octets rsa_premaster(Random& random);

/// RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1).
/// @return nothing where `key` is no RSA key that can hold it.
[[nodiscard]] std::optional<Octets> encrypt_rsa(const tls::Key& key, View premaster);

}  // namespace tlsgauge::wire
