#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "pki/examined_file.hpp"
#include "pki/forge/forge.hpp"
#include "unit/pki/directory_test.hpp"

namespace tlsgauge::pki {
namespace {

using model::CertificateRecipe;
using model::Recipe;
using testing::HasSubstr;
using testing::SizeIs;

tls::Certificate certificate_from(const model::Octets& der) {
  const auto* at = der.data();
  return tls::Certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
}

class ForgeTest : public DirectoryTest {
 protected:
  void SetUp() override {
    DirectoryTest::SetUp();
    directory_ = generated(Layout::working);
    auto ground = load_ground(directory_);
    ASSERT_TRUE(ground.ok()) << ground.status();
    ground_ = *std::move(ground);
  }

  Result<Forged> forged(std::vector<CertificateRecipe> certificates, std::vector<std::string> chain = {"leaf"},
                        std::optional<std::string> proof = {}) {
    const Recipe recipe{.id = "CC-999",
                        .slug = "slug",
                        .defect = "none",
                        .certificates = std::move(certificates),
                        .chain = std::move(chain),
                        .proof = std::move(proof)};
    return forge(recipe, ground_, keys_, kNow);
  }

  tls::Certificate leaf(const CertificateRecipe& recipe) {
    const auto made = forged({recipe});
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? certificate_from(made->chain.front()) : nullptr;
  }

  [[nodiscard]] bool signed_by_ca(const tls::Certificate& certificate) const {
    return X509_verify(certificate.get(), ground_.authority.key.get()) == 1;
  }

  std::filesystem::path directory_;
  Ground ground_;
  KeyRing keys_;
};

TEST_F(ForgeTest, MakesACorrectClientWhereNothingElseIsSaid) {
  const auto made = leaf({.name = "leaf"});
  ASSERT_NE(made, nullptr);
  EXPECT_TRUE(signed_by_ca(made));
  EXPECT_EQ(X509_check_issued(ground_.authority.certificate.get(), made.get()), X509_V_OK);
  EXPECT_EQ(X509_check_purpose(made.get(), X509_PURPOSE_SSL_CLIENT, 0), 1);
  EXPECT_EQ(X509_get_version(made.get()), 2);
  EXPECT_THAT(subject_of(made), HasSubstr("CN = slug"));
  std::time_t now = kNow;
  EXPECT_LT(X509_cmp_time(X509_get0_notBefore(made.get()), &now), 0);
  EXPECT_GT(X509_cmp_time(X509_get0_notAfter(made.get()), &now), 0);
}

TEST_F(ForgeTest, SendsTheChainInItsOrderAndSharesKeysAndNames) {
  const auto made = forged({{.name = "leaf", .issuer = "upper"},
                            {.name = "upper", .authority = true},
                            {.name = "twin", .authority = true, .subject_like = "upper", .key_like = "upper"}},
                           {"leaf", "twin", "upper"});
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_THAT(made->chain, SizeIs(3));
  const auto twin = certificate_from(made->chain[1]);
  const auto upper = certificate_from(made->chain[2]);
  EXPECT_EQ(X509_NAME_cmp(X509_get_subject_name(twin.get()), X509_get_subject_name(upper.get())), 0);
  EXPECT_TRUE(same_public_key(public_key(twin), public_key(upper)));
  EXPECT_EQ(X509_verify(certificate_from(made->chain[0]).get(), public_key(upper).get()), 1);
  EXPECT_TRUE(same_public_key(made->key, public_key(certificate_from(made->chain[0])))) << "the client has its own key";
}

TEST_F(ForgeTest, SignsAgainAfterAnEditAndNotAfterDamage) {
  const model::Edit edit{.at = "tbs/serialNumber", .operation = model::SetContent{{0x11}}};
  EXPECT_TRUE(signed_by_ca(leaf({.name = "leaf", .edits = {edit}})));
  EXPECT_FALSE(signed_by_ca(leaf({.name = "leaf", .damages = {edit}})));
}

TEST_F(ForgeTest, ReplacesAndRemovesAndAddsExtensions) {
  const auto made = leaf({.name = "leaf",
                          .extensions = {{.name = "extendedKeyUsage", .text = "serverAuth"},
                                         {.name = "basicConstraints"},
                                         {.name = "1.2.3.4", .der = model::Octets{5, 0}, .critical = true}}});
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(X509_get_extended_key_usage(made.get()), static_cast<std::uint32_t>(XKU_SSL_SERVER));
  EXPECT_EQ(X509_get_ext_by_NID(made.get(), NID_basic_constraints, -1), -1);
  EXPECT_EQ(X509_get_ext_by_critical(made.get(), 1, 0), X509_get_ext_count(made.get()) - 1);
}

TEST_F(ForgeTest, WritesSerialsAndValiditiesAndVersionsAsTold) {
  const auto made = leaf({.name = "leaf",
                          .serial = model::Octets{0xff},
                          .not_before = std::chrono::seconds{10},
                          .not_after = std::chrono::seconds{-10},
                          .version = 1});
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(ASN1_INTEGER_get(X509_get0_serialNumber(made.get())), -1);
  EXPECT_EQ(X509_get_version(made.get()), 0);
  EXPECT_EQ(X509_get_ext_count(made.get()), 0) << "extensions came with version 3";
  std::time_t now = kNow;
  EXPECT_GT(X509_cmp_time(X509_get0_notBefore(made.get()), &now), 0);
  EXPECT_LT(X509_cmp_time(X509_get0_notAfter(made.get()), &now), 0);
  EXPECT_TRUE(signed_by_ca(made));
}

TEST_F(ForgeTest, ProvesWithAnothersKeyWhereTold) {
  const auto made = forged({{.name = "leaf"}, {.name = "thief"}}, {"leaf"}, "thief");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_FALSE(same_public_key(made->key, public_key(certificate_from(made->chain.front()))));
}

TEST_F(ForgeTest, ReusesItsKeys) {
  const auto one = forged({{.name = "leaf"}});
  const auto other = forged({{.name = "leaf"}});
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_TRUE(same_public_key(one->key, other->key));
}

TEST_F(ForgeTest, SaysWhichKeyItLacks) {
  ground_.authority.key.reset();
  const auto made = forged({{.name = "leaf"}});
  EXPECT_TRUE(absl::IsUnimplemented(made.status()));
  EXPECT_THAT(message(made.status()), HasSubstr("--ca-key"));
  EXPECT_TRUE(forged({{.name = "leaf", .issuer = "leaf"}}).ok()) << "a self-signed one needs no CA";
  EXPECT_TRUE(forged({{.name = "leaf", .issuer = "leaf", .subject_like = "ca"}}).ok()) << "a name is no secret";
}

TEST_F(ForgeTest, FindsTheKeyThatATallChainLacksAtOnce) {
  ground_.authority.key.reset();
  std::vector<CertificateRecipe> tower{{.name = "leaf", .issuer = "1"}};
  for (int i = 1; i <= 100; ++i)
    tower.push_back({.name = std::to_string(i), .authority = true, .issuer = i < 100 ? std::to_string(i + 1) : "ca"});
  EXPECT_TRUE(absl::IsUnimplemented(forged(tower).status()));
}

TEST_F(ForgeTest, SkipsASignatureThatTheAuthoritysKeyCannotMake) {
  const auto made = forged({{.name = "leaf", .digest = "md5"}});  // the CA's key is an EC key
  EXPECT_TRUE(absl::IsUnimplemented(made.status())) << made.status();
}

TEST_F(ForgeTest, SaysWhatCannotBe) {
  const auto complaint = [&](CertificateRecipe recipe) { return message(forged({std::move(recipe)}).status()); };
  EXPECT_THAT(complaint({.name = "leaf", .key = "ec:nowhere"}), HasSubstr("CC-999 slug: certificate 'leaf': "));
  EXPECT_THAT(complaint({.name = "leaf", .key = "rsa:99999"}), HasSubstr("512 to 16384"));
  EXPECT_THAT(complaint({.name = "leaf", .key = "quantum"}), HasSubstr("no kind of key"));
  EXPECT_THAT(complaint({.name = "leaf", .issuer = "nobody"}), HasSubstr("'nobody'"));
  EXPECT_THAT(complaint({.name = "leaf", .key_like = "leaf"}), HasSubstr("needs itself"));
  EXPECT_THAT(complaint({.name = "leaf", .subject = "somebody"}), HasSubstr("write O=tlsgauge, CN=somebody"));
  EXPECT_THAT(complaint({.name = "leaf", .digest = "sha0"}), HasSubstr("sha0"));
  EXPECT_THAT(complaint({.name = "leaf", .extensions = {{.name = "nonsense", .text = "x"}}}), HasSubstr("nonsense"));
}

TEST_F(ForgeTest, KeepsTheKeyOfAWrittenCaseForItsOwner) {
  const auto made = forged({{.name = "leaf"}});
  ASSERT_TRUE(made.ok() && write_pem(*made, path("case")).ok() && write_der(*made, path("case")).ok());
  EXPECT_THAT(names_in(path("case")), testing::ElementsAre("0.der", "chain.pem", "key.pem"));
  EXPECT_EQ(mode_of(path("case") / "key.pem"), 0600U);
  EXPECT_TRUE(same_public_key(key(path("case") / "key.pem"), public_key(certificate(path("case") / "chain.pem"))));
}

TEST(KeyRing, MakesEveryKindThatTheCatalogueNames) {
  KeyRing ring;
  for (const auto* kind : {"rsa:512", "rsa-pss:1024", "rsa-e1:512", "rsa-e3:512", "ec:P-256", "ec:secp256k1",
                           "ec-explicit:P-256", "ed25519", "ed448"})
    EXPECT_TRUE(ring.get(kind, "leaf").ok()) << kind;
}

TEST(KeyRing, RefusesWhatIsNoKind) {
  KeyRing ring;
  for (const auto* kind : {"rsa:511", "rsa:16385", "rsa:many", "dsa:8192", "rsa-pss:8192", "ec:P-1", "bogus"})
    EXPECT_FALSE(ring.get(kind, "leaf").ok()) << kind;
}

class GiantKeys : public DirectoryTest {};

TEST_F(GiantKeys, AreReadAndNotMade) {
  KeyRing ring{path("keys"), KeyRing::Effort::quick};
  EXPECT_TRUE(absl::IsUnimplemented(ring.get("rsa:8192", "leaf").status()));
  EXPECT_TRUE(absl::IsUnimplemented(KeyRing{}.get("rsa:8192", "leaf").status()));
  KeyRing small;
  const auto stand_in = small.get("rsa:512", "leaf");  // nobody counts the bits
  ASSERT_TRUE(stand_in.ok());
  ASSERT_TRUE(core::make_directory(path("keys"), core::Readers::owner_only).ok());
  ASSERT_TRUE(core::write_file(path("keys") / "rsa-8192.pem", *to_pem(**stand_in), core::Readers::owner_only).ok());
  const auto read = ring.get("rsa:8192", "leaf");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(same_public_key(**read, **stand_in));
}

}  // namespace
}  // namespace tlsgauge::pki
