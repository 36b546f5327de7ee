#include "wire/crypto/cipher_suite.hpp"

#include <algorithm>
#include <array>

namespace tlsgauge::wire {
namespace {

constexpr Suite aead(std::uint16_t id, KeyExchange key_exchange, Bulk bulk, Hash hash) {
  return {.id = model::CipherSuite{id}, .key_exchange = key_exchange, .bulk = bulk, .hash = hash, .mac = hash};
}

/// RFC 5246 section 5: suites that say SHA mean the records; keys are derived with SHA-256 all the same. With the
/// suites of RFC 5289 that say SHA384, both are meant.
constexpr Suite cbc(std::uint16_t id, KeyExchange key_exchange, Bulk bulk, Hash mac) {
  return {.id = model::CipherSuite{id},
          .key_exchange = key_exchange,
          .bulk = bulk,
          .hash = mac == Hash::sha384 ? Hash::sha384 : Hash::sha256,
          .mac = mac};
}

/// IANA "TLS Cipher Suites".
constexpr auto kSuites = std::to_array<Suite>({
    // RFC 8446 appendix B.4: TLS_*.
    aead(0x1301, KeyExchange::tls13, Bulk::aes_128_gcm, Hash::sha256),
    aead(0x1302, KeyExchange::tls13, Bulk::aes_256_gcm, Hash::sha384),
    aead(0x1303, KeyExchange::tls13, Bulk::chacha20_poly1305, Hash::sha256),
    // RFC 5289 section 3.2 and RFC 7905 section 2: TLS_ECDHE_ECDSA_* and TLS_ECDHE_RSA_*.
    aead(0xc02b, KeyExchange::ecdhe, Bulk::aes_128_gcm, Hash::sha256),
    aead(0xc02c, KeyExchange::ecdhe, Bulk::aes_256_gcm, Hash::sha384),
    aead(0xcca9, KeyExchange::ecdhe, Bulk::chacha20_poly1305, Hash::sha256),
    aead(0xc02f, KeyExchange::ecdhe, Bulk::aes_128_gcm, Hash::sha256),
    aead(0xc030, KeyExchange::ecdhe, Bulk::aes_256_gcm, Hash::sha384),
    aead(0xcca8, KeyExchange::ecdhe, Bulk::chacha20_poly1305, Hash::sha256),
    // RFC 5289 section 3.1: TLS_ECDHE_ECDSA_* and TLS_ECDHE_RSA_*_SHA256 and _SHA384.
    cbc(0xc023, KeyExchange::ecdhe, Bulk::aes_128_cbc, Hash::sha256),
    cbc(0xc024, KeyExchange::ecdhe, Bulk::aes_256_cbc, Hash::sha384),
    cbc(0xc027, KeyExchange::ecdhe, Bulk::aes_128_cbc, Hash::sha256),
    cbc(0xc028, KeyExchange::ecdhe, Bulk::aes_256_cbc, Hash::sha384),
    // RFC 8422 section 6: the same with SHA.
    cbc(0xc009, KeyExchange::ecdhe, Bulk::aes_128_cbc, Hash::sha1),
    cbc(0xc00a, KeyExchange::ecdhe, Bulk::aes_256_cbc, Hash::sha1),
    cbc(0xc013, KeyExchange::ecdhe, Bulk::aes_128_cbc, Hash::sha1),
    cbc(0xc014, KeyExchange::ecdhe, Bulk::aes_256_cbc, Hash::sha1),
    // RFC 5288 section 3 and RFC 5246 appendix A.5: TLS_RSA_*.
    aead(0x009c, KeyExchange::rsa, Bulk::aes_128_gcm, Hash::sha256),
    aead(0x009d, KeyExchange::rsa, Bulk::aes_256_gcm, Hash::sha384),
    cbc(0x003c, KeyExchange::rsa, Bulk::aes_128_cbc, Hash::sha256),
    cbc(0x003d, KeyExchange::rsa, Bulk::aes_256_cbc, Hash::sha256),
    cbc(0x002f, KeyExchange::rsa, Bulk::aes_128_cbc, Hash::sha1),
    cbc(0x0035, KeyExchange::rsa, Bulk::aes_256_cbc, Hash::sha1),
});

}  // namespace

std::optional<Suite> suite_of(model::CipherSuite id) {
  const auto* found = std::ranges::find(kSuites, id, &Suite::id);
  if (found == kSuites.end()) return std::nullopt;
  return *found;
}

std::size_t key_size(Bulk bulk) {
  switch (bulk) {
    case Bulk::aes_128_gcm:
    case Bulk::aes_128_cbc: return 16;
    case Bulk::aes_256_gcm:
    case Bulk::aes_256_cbc:
    case Bulk::chacha20_poly1305: return 32;
  }
  return 0;
}

std::size_t fixed_iv_size(Bulk bulk) {
  switch (bulk) {
    case Bulk::aes_128_gcm:
    case Bulk::aes_256_gcm: return 4;
    case Bulk::chacha20_poly1305: return 12;
    case Bulk::aes_128_cbc:
    case Bulk::aes_256_cbc: return 0;
  }
  return 0;
}

}  // namespace tlsgauge::wire
