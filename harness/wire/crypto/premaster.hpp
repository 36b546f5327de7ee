#pragma once

#include <cstddef>
#include <optional>

#include "tls/handles.hpp"
#include "wire/crypto/random.hpp"
#include "wire/field.hpp"
#include "wire/octets.hpp"

// Static RSA (RFC 5246 section 7.4.7.1).
namespace tlsgauge::wire {

/// What static RSA encrypts: a premaster secret, "client_version" (TLS 1.2) and 46 octets of "random", behind what
/// RSAES-PKCS1-v1_5 puts in front of it (RFC 8017 section 7.2.1): "first", a zero, "block_type", 2, "padding", which is
/// random without a zero, and "separator", a zero. Its name is "premaster". Before fit_block() the padding is empty.
[[nodiscard]] Field premaster_block(Random& random);

/// Makes the block as long as `size` octets, the modulus, by what the end of its padding lacks, or has too much.
void fit_block(Field& block, std::size_t size, Random& random);

/// The premaster secret of a block: its version and its random octets, whatever became of them.
[[nodiscard]] Octets premaster_of(const Field& block);

/// Octets of an RSA key's modulus; 0 of any other key.
[[nodiscard]] std::size_t modulus_size(const tls::Key& key);

/// RSAEP (RFC 8017 section 5.1.1).
/// @return nothing where `block` is not as long as the modulus of `key`, or its number not below it.
[[nodiscard]] std::optional<Octets> encrypt_rsa(const tls::Key& key, View block);

}  // namespace tlsgauge::wire
