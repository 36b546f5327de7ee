#include "wire/crypto/cipher_suite.hpp"

#include <gmock/gmock.h>

#include <string>

namespace tlsgauge::wire {
namespace {

/// What the registered name says of a suite.
struct Named {
  KeyExchange key_exchange;
  Bulk bulk;
  Hash hash;
  Hash mac;
};

Named read_name(const std::string& name) {
  const auto says = [&](const char* part) { return name.find(part) != std::string::npos; };
  const auto last = name.ends_with("_SHA384") ? Hash::sha384 : name.ends_with("_SHA") ? Hash::sha1 : Hash::sha256;
  return {.key_exchange = says("_WITH_") ? says("_ECDHE_") ? KeyExchange::ecdhe : KeyExchange::rsa : KeyExchange::tls13,
          .bulk = says("AES_128_GCM")   ? Bulk::aes_128_gcm
                  : says("AES_256_GCM") ? Bulk::aes_256_gcm
                  : says("CHACHA20")    ? Bulk::chacha20_poly1305
                  : says("AES_128_CBC") ? Bulk::aes_128_cbc
                                        : Bulk::aes_256_cbc,
          .hash = last == Hash::sha1 ? Hash::sha256 : last,
          .mac = last};
}

TEST(Suite, IsWhatItsRegisteredNameSays) {
  int known = 0;
  for (unsigned number = 0; number <= 0xffff; ++number) {
    const auto suite = suite_of(model::CipherSuite{static_cast<std::uint16_t>(number)});
    if (!suite) continue;
    ++known;
    const auto name = model::name(suite->id);
    const auto said = read_name(name);
    EXPECT_EQ(static_cast<unsigned>(suite->id), number);
    EXPECT_EQ(suite->key_exchange, said.key_exchange) << name;
    EXPECT_EQ(suite->bulk, said.bulk) << name;
    EXPECT_EQ(suite->hash, said.hash) << name;
    EXPECT_EQ(suite->mac, said.mac) << name;
  }
  EXPECT_EQ(known, 23);
}

TEST(Suite, IsUnknownWhereTheEngineCannotDoIt) {
  EXPECT_FALSE(suite_of(model::CipherSuite{0x0000})) << "TLS_NULL_WITH_NULL_NULL";
  EXPECT_FALSE(suite_of(model::CipherSuite{0x0005})) << "TLS_RSA_WITH_RC4_128_SHA";
  EXPECT_FALSE(suite_of(model::CipherSuite{0x0a0a})) << "a GREASE value";
}

TEST(Suite, NeedsKeysOfTheSizesOfItsCipher) {
  EXPECT_EQ(key_size(Bulk::aes_128_gcm), 16U);
  EXPECT_EQ(key_size(Bulk::aes_256_cbc), 32U);
  EXPECT_EQ(key_size(Bulk::chacha20_poly1305), 32U);
  EXPECT_EQ(fixed_iv_size(Bulk::aes_256_gcm), 4U);
  EXPECT_EQ(fixed_iv_size(Bulk::chacha20_poly1305), 12U);
  EXPECT_EQ(fixed_iv_size(Bulk::aes_128_cbc), 0U);
}

}  // namespace
}  // namespace tlsgauge::wire
