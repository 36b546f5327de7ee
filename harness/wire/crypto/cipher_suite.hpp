#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "model/codepoint.hpp"
#include "wire/crypto/hash.hpp"

namespace tlsgauge::wire {

/// How records are encrypted.
enum class Bulk : std::uint8_t { aes_128_gcm, aes_256_gcm, chacha20_poly1305, aes_128_cbc, aes_256_cbc };

/// How the premaster secret comes about. TLS 1.3 says that elsewhere.
enum class KeyExchange : std::uint8_t { tls13, ecdhe, rsa };

/// A cipher suite that the engine can finish a handshake with.
struct Suite {
  model::CipherSuite id{};
  KeyExchange key_exchange = KeyExchange::tls13;
  Bulk bulk = Bulk::aes_128_gcm;
  Hash hash = Hash::sha256;  ///< of the transcript and of key derivation
  Hash mac = Hash::sha256;   ///< of the records of a CBC suite
};

/// What is known of a suite; nothing where the engine cannot do it.
[[nodiscard]] std::optional<Suite> suite_of(model::CipherSuite id);

/// Octets of a key, and of the part of the nonce that TLS 1.2 derives (RFC 5288 section 3, RFC 7905 section 2).
[[nodiscard]] std::size_t key_size(Bulk bulk);
[[nodiscard]] std::size_t fixed_iv_size(Bulk bulk);
[[nodiscard]] constexpr bool is_cbc(Bulk bulk) { return bulk == Bulk::aes_128_cbc || bulk == Bulk::aes_256_cbc; }

}  // namespace tlsgauge::wire
