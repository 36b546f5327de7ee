#include "model/codepoint.hpp"

#include <gtest/gtest.h>

namespace tlsgauge::model {
namespace {

template <class Number>
class Registry : public testing::Test {};

using Numbers = testing::Types<CipherSuite, NamedGroup, SignatureScheme, ExtensionType, HandshakeType>;
TYPED_TEST_SUITE(Registry, Numbers);

TYPED_TEST(Registry, GivesEveryNumberOneNameThatLeadsBackToIt) {
  constexpr unsigned kNumbers = 1U << 8 * sizeof(TypeParam);
  for (unsigned value = 0; value < kNumbers; ++value) {
    const auto number = static_cast<TypeParam>(value);
    EXPECT_EQ(number_named<TypeParam>(name(number)), number) << name(number);
  }
}

TYPED_TEST(Registry, TakesNumbersThatHaveNames) {
  EXPECT_EQ(number_named<TypeParam>("0x02"), TypeParam{2});
  EXPECT_EQ(number_named<TypeParam>("0x2"), TypeParam{2});
  EXPECT_EQ(number_named<TypeParam>("0xFF"), TypeParam{255});
}

TYPED_TEST(Registry, KnowsNoOtherWord) {
  for (const auto* word : {"", "0x", "0x10000", "0x12g", "0x-1", "0x 1", " 0x1", "12", "2", "0X12", "x12", "unknown"})
    EXPECT_EQ(number_named<TypeParam>(word), std::nullopt) << "'" << word << "'";
}

TEST(HandshakeTypeName, IsAnOctetWhereThereIsNone) {
  EXPECT_EQ(name(HandshakeType{99}), "0x63");
  EXPECT_EQ(number_named<HandshakeType>("0x63"), HandshakeType{99});
  EXPECT_EQ(number_named<HandshakeType>("0x100"), std::nullopt);
}

TEST(CipherSuiteName, IsANumberOfFourDigitsWhereThereIsNone) {
  EXPECT_EQ(name(CipherSuite{0x0a0a}), "0x0a0a");
  EXPECT_EQ(number_named<CipherSuite>("0x0a0a"), CipherSuite{0x0a0a});
}

struct Suite {
  unsigned number;
  std::string_view name;
};

class RegisteredSuite : public testing::TestWithParam<Suite> {};

TEST_P(RegisteredSuite, HasTheNameThatItsRfcGaveIt) {
  EXPECT_EQ(name(static_cast<CipherSuite>(GetParam().number)), GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(
    Iana, RegisteredSuite,
    testing::Values(
        Suite{0x0000, "TLS_NULL_WITH_NULL_NULL"}, Suite{0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
        Suite{0x0005, "TLS_RSA_WITH_RC4_128_SHA"}, Suite{0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
        Suite{0x001b, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA"}, Suite{0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"},
        Suite{0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"}, Suite{0x003b, "TLS_RSA_WITH_NULL_SHA256"},
        Suite{0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA"}, Suite{0x0062, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA"},
        Suite{0x008c, "TLS_PSK_WITH_AES_128_CBC_SHA"}, Suite{0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256"},
        Suite{0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"}, Suite{0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"},
        Suite{0x1301, "TLS_AES_128_GCM_SHA256"}, Suite{0x1302, "TLS_AES_256_GCM_SHA384"},
        Suite{0x1303, "TLS_CHACHA20_POLY1305_SHA256"}, Suite{0x1304, "TLS_AES_128_CCM_SHA256"},
        Suite{0x1305, "TLS_AES_128_CCM_8_SHA256"}, Suite{0x5600, "TLS_FALLBACK_SCSV"},
        Suite{0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"}, Suite{0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"},
        Suite{0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
        Suite{0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, Suite{0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
        Suite{0xc050, "TLS_RSA_WITH_ARIA_128_GCM_SHA256"}, Suite{0xc09c, "TLS_RSA_WITH_AES_128_CCM"},
        Suite{0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"},
        Suite{0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
        Suite{0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
        Suite{0xd001, "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Constants, HaveTheirRegisteredNames) {
  EXPECT_EQ(name(group::secp256r1), "secp256r1");
  EXPECT_EQ(name(group::secp384r1), "secp384r1");
  EXPECT_EQ(name(group::secp521r1), "secp521r1");
  EXPECT_EQ(name(group::x25519), "x25519");
  EXPECT_EQ(name(group::x25519_mlkem768), "X25519MLKEM768");
  EXPECT_EQ(name(signature_scheme::rsa_pkcs1_sha1), "rsa_pkcs1_sha1");
  EXPECT_EQ(name(signature_scheme::ecdsa_sha1), "ecdsa_sha1");
  EXPECT_EQ(name(signature_scheme::ecdsa_secp521r1_sha512), "ecdsa_secp521r1_sha512");
  EXPECT_EQ(name(signature_scheme::rsa_pss_rsae_sha384), "rsa_pss_rsae_sha384");
  EXPECT_EQ(name(signature_scheme::ed448), "ed448");
  EXPECT_EQ(name(signature_scheme::rsa_pss_pss_sha512), "rsa_pss_pss_sha512");
  EXPECT_EQ(name(extension_type::server_name), "server_name");
  EXPECT_EQ(name(extension_type::alpn), "application_layer_protocol_negotiation");
  EXPECT_EQ(name(extension_type::extended_master_secret), "extended_master_secret");
  EXPECT_EQ(name(extension_type::pre_shared_key), "pre_shared_key");
  EXPECT_EQ(name(extension_type::signature_algorithms_cert), "signature_algorithms_cert");
  EXPECT_EQ(name(extension_type::key_share), "key_share");
  EXPECT_EQ(name(extension_type::renegotiation_info), "renegotiation_info");
  EXPECT_EQ(name(handshake_type::client_hello), "client_hello");
  EXPECT_EQ(name(handshake_type::encrypted_extensions), "encrypted_extensions");
  EXPECT_EQ(name(handshake_type::key_update), "key_update");
  EXPECT_EQ(name(handshake_type::message_hash), "message_hash");
}

}  // namespace
}  // namespace tlsgauge::model
