#include "pki/forge/revocation_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>

#include "core/file.hpp"
#include "pki/layout.hpp"
#include "unit/pki/directory_test.hpp"

namespace tlsgauge::pki {
namespace {

using model::RevocationListRecipe;
using List = std::unique_ptr<X509_CRL, tls::FreeWith<&X509_CRL_free>>;

List list_from(const model::Octets& der) {
  const auto* at = der.data();
  return List{d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size()))};
}

/// Lists of the CA of a generated layout, and of the client that it issued.
class RevocationListTest : public DirectoryTest {
 protected:
  void SetUp() override {
    DirectoryTest::SetUp();
    directory_ = generated(Layout::working);
    auto authority = load_authority(directory_);
    auto client = load_certificate(directory_ / "client.pem");
    ASSERT_TRUE(authority.ok() && client.ok());
    authority_ = *std::move(authority);
    client_ = *std::move(client);
  }

  List forged(const RevocationListRecipe& recipe, std::vector<const tls::Certificate*> revoked = {}) const {
    const auto der = forge_list(
        recipe, {.issuer = &authority_.certificate, .signer = &authority_.key, .revoked = std::move(revoked)}, kNow);
    EXPECT_TRUE(der.ok()) << der.status();
    return der.ok() ? list_from(*der) : nullptr;
  }

  [[nodiscard]] bool names_the_client(const List& list) const {
    X509_REVOKED* entry = nullptr;
    return X509_CRL_get0_by_cert(list.get(), &entry, client_.get()) == 1;
  }

  [[nodiscard]] bool signed_by_the_ca(const List& list) const {
    return X509_CRL_verify(list.get(), authority_.key.get()) == 1;
  }

  static bool is_at(const ASN1_TIME* time, std::time_t when) { return ASN1_TIME_cmp_time_t(time, when) == 0; }

  std::filesystem::path directory_;
  Authority authority_;
  tls::Certificate client_;
};

TEST_F(RevocationListTest, OfACorrectRecipeIsCorrect) {
  const auto list = forged({}, {&client_});
  ASSERT_NE(list, nullptr);
  EXPECT_TRUE(signed_by_the_ca(list));
  EXPECT_TRUE(names_the_client(list));
  EXPECT_EQ(X509_CRL_get_version(list.get()), 1) << "version 2 is written as 1";
  EXPECT_EQ(X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(authority_.certificate.get())), 0);
  EXPECT_TRUE(is_at(X509_CRL_get0_lastUpdate(list.get()), kNow - 3600));
  EXPECT_TRUE(is_at(X509_CRL_get0_nextUpdate(list.get()), kNow + 30 * kDay));
  EXPECT_GE(X509_CRL_get_ext_by_NID(list.get(), NID_authority_key_identifier, -1), 0);
  EXPECT_GE(X509_CRL_get_ext_by_NID(list.get(), NID_crl_number, -1), 0);
}

TEST_F(RevocationListTest, NamesNobodyWhereNobodyIsRevoked) { EXPECT_FALSE(names_the_client(forged({}))); }

TEST_F(RevocationListTest, HasTheTimesOfItsRecipe) {
  const auto list =
      forged({.this_update = std::chrono::seconds{-9 * kDay}, .next_update = std::chrono::seconds{-kDay}});
  ASSERT_NE(list, nullptr);
  EXPECT_TRUE(is_at(X509_CRL_get0_lastUpdate(list.get()), kNow - 9 * kDay));
  EXPECT_TRUE(is_at(X509_CRL_get0_nextUpdate(list.get()), kNow - kDay));
}

TEST_F(RevocationListTest, HasAnExtensionThatNobodyKnows) {
  const auto list =
      forged({.extensions = {{.name = "1.3.6.1.4.1.99999.1", .der = model::Octets{0x05, 0x00}, .critical = true}}});
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(X509_CRL_get_ext_by_critical(list.get(), 1, -1), 2) << "behind the two usual ones";
  EXPECT_TRUE(signed_by_the_ca(list));
}

TEST_F(RevocationListTest, DamagedAfterItIsSignedVerifiesNoMore) {
  const auto list = forged({.damages = {{.at = "signatureValue", .operation = model::FlipBit{.bit = -1}}}});
  ASSERT_NE(list, nullptr);
  EXPECT_FALSE(signed_by_the_ca(list));
}

TEST_F(RevocationListTest, OfADirectoryRevokesTheCertificatesOfFiles) {
  const auto file = directory_ / "crl.pem";
  const std::vector<std::filesystem::path> revoked{directory_ / "client.pem"};
  ASSERT_TRUE(write_revocation_list(directory_, revoked, file).ok());
  const tls::Bio input{BIO_new_file(file.c_str(), "r")};
  const List list{PEM_read_bio_X509_CRL(input.get(), nullptr, nullptr, nullptr)};
  ASSERT_NE(list, nullptr);
  EXPECT_TRUE(signed_by_the_ca(list));
  EXPECT_TRUE(names_the_client(list));
}

TEST_F(RevocationListTest, NeedsTheKeyOfTheCa) {
  ASSERT_TRUE(std::filesystem::remove(directory_ / "ca.key"));
  EXPECT_TRUE(absl::IsNotFound(write_revocation_list(directory_, {}, directory_ / "crl.pem")));
}

}  // namespace
}  // namespace tlsgauge::pki
