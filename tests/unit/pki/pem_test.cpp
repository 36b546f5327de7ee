#include "pki/pem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "unit/pki/directory_test.hpp"

namespace tlsgauge::pki {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

class PemTest : public DirectoryTest {
 protected:
  void SetUp() override {
    DirectoryTest::SetUp();
    const auto directory = generated(Layout::working);
    certificate_ = text(directory / "server.pem");
    key_ = text(directory / "server.key");
  }
  std::string certificate_;
  std::string key_;
};

TEST_F(PemTest, HoldsAChainAndAKeyInOneFile) {
  const auto contents = parse_pem("f", certificate_ + "a remark between the blocks\n" + certificate_ + key_);
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_THAT(contents->certificates, SizeIs(2));
  EXPECT_NE(contents->key, nullptr);
  EXPECT_FALSE(contents->encrypted_key);
}

TEST_F(PemTest, WritesWhatItReads) {
  const auto contents = parse_pem("f", certificate_ + key_);
  ASSERT_TRUE(contents.ok());
  EXPECT_EQ(to_pem(contents->certificates.front()).value(), certificate_);
  EXPECT_EQ(to_pem(contents->key).value(), key_);
}

TEST_F(PemTest, KeepsKeysAsPkcs8) { EXPECT_THAT(key_, testing::StartsWith("-----BEGIN PRIVATE KEY-----\n")); }

TEST_F(PemTest, RefusesEveryTruncation) {
  for (std::size_t length = 0; length + 2 < certificate_.size(); length += 7) {
    const auto contents = parse_pem("cut.pem", certificate_.substr(0, length));
    ASSERT_FALSE(contents.ok()) << "at " << length;
    EXPECT_THAT(message(contents.status()), HasSubstr("cut.pem"));
  }
}

TEST_F(PemTest, SaysWhichBlockIsCutOff) {
  const auto contents = parse_pem("cut.pem", certificate_ + certificate_.substr(0, certificate_.size() / 2));
  ASSERT_FALSE(contents.ok());
  EXPECT_THAT(message(contents.status()), AllOf(HasSubstr("block 2 of 2"), HasSubstr("cut off")));
}

TEST_F(PemTest, SaysWhenAFileIsNotPem) {
  const auto contents = parse_pem("der.pem", std::string{"\x30\x82\x01\x00", 4});
  ASSERT_FALSE(contents.ok());
  EXPECT_THAT(message(contents.status()), AllOf(HasSubstr("der.pem: not PEM"), HasSubstr("-inform der")));
}

TEST_F(PemTest, NoticesADamagedCertificate) {
  auto damaged = certificate_;
  damaged[damaged.find('\n') + 1] = 'A';  // no longer a SEQUENCE
  EXPECT_FALSE(parse_pem("f", damaged).ok());
}

TEST_F(PemTest, NoticesAPasswordAndAsksForNone) {
  const auto key = parse_pem("f", key_);
  ASSERT_TRUE(key.ok());
  for (const bool pkcs8 : {true, false}) {
    const tls::Bio out{BIO_new(BIO_s_mem())};
    char password[] = "secret";
    auto* const bytes = reinterpret_cast<unsigned char*>(password);
    const int written = pkcs8 ? PEM_write_bio_PKCS8PrivateKey(out.get(), key->key.get(), EVP_aes_128_cbc(), password, 6,
                                                              nullptr, nullptr)
                              : PEM_write_bio_PrivateKey_traditional(out.get(), key->key.get(), EVP_aes_128_cbc(),
                                                                     bytes, 6, nullptr, nullptr);
    ASSERT_EQ(written, 1);
    char text[4096];
    const int length = BIO_read(out.get(), text, sizeof text);
    ASSERT_GT(length, 0);
    const auto contents = parse_pem("f", std::string{text, static_cast<std::size_t>(length)});
    ASSERT_TRUE(contents.ok()) << contents.status();
    EXPECT_TRUE(contents->encrypted_key) << (pkcs8 ? "PKCS#8" : "traditional");
    EXPECT_EQ(contents->key, nullptr);
  }
}

}  // namespace
}  // namespace tlsgauge::pki
