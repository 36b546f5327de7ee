#include "pki/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>

#include "pki/certificate.hpp"
#include "unit/pki/directory_test.hpp"

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A certificate directory in which tests break one thing.
class LintTest : public DirectoryTest {
 protected:
  static std::vector<Finding> linted(const std::vector<fs::path>& paths, std::int64_t from_now = 0) {
    auto findings = lint(paths, std::time(nullptr) + from_now);
    EXPECT_TRUE(findings.ok()) << findings.status();
    return findings.ok() ? *std::move(findings) : std::vector<Finding>{};
  }

  /// "error server.pem expired" for every finding.
  static std::vector<std::string> summary(const std::vector<Finding>& findings) {
    std::vector<std::string> lines;
    for (const auto& finding : findings)
      lines.push_back(std::string{name(finding.level)} + " " + finding.file.filename().string() + " " + finding.rule);
    return lines;
  }

  static std::vector<std::string> rules_in(const fs::path& directory, std::int64_t from_now = 0) {
    return summary(linted({directory}, from_now));
  }

  static Authority authority(const fs::path& directory) {
    auto loaded = load_authority(directory);
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return *std::move(loaded);
  }

  static void write_pair(const fs::path& directory, const std::string& stem, const Result<tls::Certificate>& made,
                         const tls::Key& key) {
    ASSERT_TRUE(made.ok()) << made.status();
    write(directory / (stem + ".pem"), to_pem(*made).value());
    write(directory / (stem + ".key"), to_pem(key).value());
  }

  /// Replaces the pair `stem` by one with these extensions, from the directory's own CA.
  static void reissued(const fs::path& directory, const std::string& stem, std::vector<ExtensionText> extensions) {
    const auto key = make_key(KeyKind::ec_p256).value();
    const CertificateTemplate content{
        .subject = {.common_name = stem}, .extensions = std::move(extensions), .days = 100};
    write_pair(directory, stem, issue(content, key, authority(directory), Serial::random().value()), key);
  }

  /// The certificate of `stem` with its key identifiers left out or another digest, signed by the CA once more.
  static void resign(const fs::path& directory, const std::string& stem, const EVP_MD* digest,
                     int without = NID_undef) {
    const auto made = certificate(directory / (stem + ".pem"));
    if (const int at = X509_get_ext_by_NID(made.get(), without, -1); at >= 0)
      X509_EXTENSION_free(X509_delete_ext(made.get(), at));
    ASSERT_GT(X509_sign(made.get(), key(directory / "ca.key").get(), digest), 0);
    write(directory / (stem + ".pem"), to_pem(made).value());
  }
};

const ExtensionText kLocalhost{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"};

TEST_F(LintTest, FindsTheTrapsOfTheGuide25) {
  EXPECT_THAT(rules_in(generated(Layout::documented_2_5)),
              ElementsAre("error client.pem eku-client-auth-missing", "warning ca.pem ca-key-usage-missing",
                          "warning client.pem same-subject-as-ca", "warning server.pem same-subject-as-ca",
                          "note server.pem san-without-address"));
}

TEST_F(LintTest, FindsTheTrapsOfTheGuide24) {
  EXPECT_THAT(rules_in(generated(Layout::documented_2_4)),
              ElementsAre("error server.pem san-missing", "warning ca.pem ca-key-usage-missing"));
}

TEST_F(LintTest, SaysWhatWhyAndWhatToDo) {
  const auto findings = linted({generated(Layout::documented_2_5)});
  ASSERT_THAT(findings, Not(IsEmpty()));
  EXPECT_EQ(findings.front().what, "extendedKeyUsage is serverAuth only, for a client");
  EXPECT_THAT(findings.front().why, HasSubstr("tlsMode 2"));
  EXPECT_THAT(findings.front().advice, HasSubstr("extendedKeyUsage = clientAuth"));
  EXPECT_THAT(findings, Each(Field(&Finding::advice, Not(IsEmpty()))));
}

TEST_F(LintTest, KnowsTheDates) {
  const auto directory = generated(Layout::working, {.days = 100, .key = KeyKind::ec_p256});
  EXPECT_THAT(rules_in(directory), IsEmpty());
  EXPECT_THAT(rules_in(directory, 69 * kDay), IsEmpty());
  EXPECT_THAT(rules_in(directory, 71 * kDay),
              ElementsAre("warning client.pem expires-soon", "warning server.pem expires-soon"));
  EXPECT_THAT(rules_in(directory, 101 * kDay), ElementsAre("error client.pem expired", "error server.pem expired"));
  EXPECT_THAT(rules_in(directory, -kDay), ElementsAre("error ca.pem not-yet-valid", "error client.pem not-yet-valid",
                                                      "error server.pem not-yet-valid"));
}

TEST_F(LintTest, SeesWhenALeafOutlivesItsCa) {
  const auto directory = generated(Layout::working, {.days = 3650, .key = KeyKind::ec_p256});
  ASSERT_TRUE(renew(directory, 3660).ok());
  EXPECT_THAT(rules_in(directory), ElementsAre("note client.pem outlives-ca", "note server.pem outlives-ca"));
}

TEST_F(LintTest, SeesAKeyBesideAnothersCertificate) {
  const auto directory = generated(Layout::working);
  write(directory / "server.key", text(directory / "client.key"));
  const auto findings = linted({directory});
  ASSERT_THAT(summary(findings), ElementsAre("error server.key key-mismatch"));
  EXPECT_EQ(findings.front().what, "not the key of the certificate in 'server.pem'; it belongs to 'client.pem'");
}

TEST_F(LintTest, SeesAMismatchInsideOneFile) {
  const auto directory = generated(Layout::working);
  write(path("both.pem"), text(directory / "server.pem") + text(directory / "client.key"));
  EXPECT_THAT(summary(linted({path("both.pem")})), Contains("error both.pem key-mismatch"));
  write(path("both.pem"), text(directory / "server.pem") + text(directory / "server.key"));
  EXPECT_THAT(summary(linted({path("both.pem")})), IsEmpty());
}

TEST_F(LintTest, PairsFilesOfOtherNamesByTheirContents) {
  const auto directory = generated(Layout::working);
  write(directory / "private-of-the-server.key", text(directory / "server.key"));
  EXPECT_THAT(rules_in(directory), IsEmpty());
  EXPECT_THAT(summary(linted({directory / "server.key"})), ElementsAre("note server.key key-without-certificate"));
}

TEST_F(LintTest, SeesWhoMayReadAKey) {
  const auto directory = generated(Layout::working);
  for (const unsigned mode : {0640U, 0604U, 0620U}) {
    fs::permissions(directory / "server.key", fs::perms{mode});
    EXPECT_THAT(rules_in(directory), ElementsAre("warning server.key key-readable-by-others")) << mode;
  }
  fs::permissions(directory / "server.key", fs::perms{0400});
  EXPECT_THAT(rules_in(directory), IsEmpty());
}

TEST_F(LintTest, SeesAForeignCa) {
  const auto directory = generated(Layout::working);
  ASSERT_TRUE(generate(path("other"), {.key = KeyKind::ec_p256}).ok());
  for (const auto* name : {"ca.pem", "ca.key"}) write(directory / name, text(path("other") / name));
  EXPECT_THAT(rules_in(directory), ElementsAre("error client.pem chain-broken", "error server.pem chain-broken"));
  EXPECT_THAT(summary(linted({directory / "server.pem"})), ElementsAre("error server.pem chain-broken"))
      << "ca.pem is looked for beside the file";
  EXPECT_THAT(summary(linted({path("other") / "server.pem"})), IsEmpty());
}

TEST_F(LintTest, TakesTheCaAmongTheFilesWhenNoneIsBeside) {
  const auto directory = generated(Layout::working);
  ASSERT_TRUE(issue_client(directory, path("new"), "client-alice").ok());
  EXPECT_THAT(summary(linted({path("new"), directory / "ca.pem"})), IsEmpty());
  ASSERT_TRUE(generate(path("other"), {.key = KeyKind::ec_p256}).ok());
  EXPECT_THAT(summary(linted({path("new"), path("other") / "ca.pem"})),
              ElementsAre("error client-alice.pem chain-broken"));
}

TEST_F(LintTest, KnowsTheRoleOfFilesWithOtherNames) {
  const auto directory = generated(Layout::documented_2_5);
  write(directory / "serverless.pem", text(directory / "client.pem"));
  fs::remove(directory / "client.pem");
  fs::remove(directory / "client.key");
  EXPECT_THAT(rules_in(directory), Not(Contains(HasSubstr("eku-client-auth-missing"))))
      << "'serverless' is no role, and serverAuth makes it a server's";
  fs::rename(directory / "serverless.pem", directory / "client-2.crt");
  EXPECT_THAT(rules_in(directory), Contains("error client-2.crt eku-client-auth-missing"));
}

struct BadExtensions {
  std::string_view title;
  std::string stem;
  std::vector<ExtensionText> extensions;
  std::string finding;
};

class Extensions : public LintTest, public testing::WithParamInterface<BadExtensions> {};

TEST_P(Extensions, AreFound) {
  const auto directory = generated(Layout::working);
  reissued(directory, GetParam().stem, GetParam().extensions);
  EXPECT_THAT(rules_in(directory), ElementsAre(GetParam().finding));
}

INSTANTIATE_TEST_SUITE_P(Lint, Extensions,
                         testing::Values(BadExtensions{"ServerForClientsOnly",
                                                       "server",
                                                       {kLocalhost, {NID_ext_key_usage, "clientAuth"}},
                                                       "error server.pem eku-server-auth-missing"},
                                         BadExtensions{"ClientForMailOnly",
                                                       "client",
                                                       {{NID_ext_key_usage, "emailProtection,codeSigning"}},
                                                       "error client.pem eku-client-auth-missing"},
                                         BadExtensions{"ClientForAnything",
                                                       "client",
                                                       {{NID_ext_key_usage, "anyExtendedKeyUsage"}},
                                                       "warning client.pem eku-any"},
                                         BadExtensions{"NoSignature",
                                                       "server",
                                                       {kLocalhost, {NID_key_usage, "keyEncipherment"}},
                                                       "error server.pem key-usage-no-signature"},
                                         BadExtensions{"NoName", "server", {}, "error server.pem san-missing"},
                                         BadExtensions{"NoAddress",
                                                       "server",
                                                       {{NID_subject_alt_name, "DNS:localhost"}},
                                                       "note server.pem san-without-address"}),
                         [](const auto& test) { return std::string{test.param.title}; });

TEST_F(LintTest, AcceptsACertificateForBothPurposes) {
  const auto directory = generated(Layout::working);
  reissued(directory, "server", {kLocalhost, {NID_ext_key_usage, "serverAuth,clientAuth"}});
  reissued(directory, "client", {{NID_ext_key_usage, "serverAuth,clientAuth"}});
  EXPECT_THAT(rules_in(directory), IsEmpty());
}

TEST_F(LintTest, SeesACaThatIsNone) {
  const auto key = make_key(KeyKind::ec_p256).value();
  const auto made = [&](std::vector<ExtensionText> extensions) {
    const CertificateTemplate content{
        .subject = {.common_name = "CA"}, .extensions = std::move(extensions), .days = 100};
    fs::create_directory(path("ca"));
    write_pair(path("ca"), "ca", self_signed(content, key, Serial::random().value()), key);
    return rules_in(path("ca"));
  };
  EXPECT_THAT(made({{NID_basic_constraints, "CA:FALSE"}}), ElementsAre("error ca.pem ca-not-a-ca"));
  EXPECT_THAT(made({{NID_subject_key_identifier, "hash"},
                    {NID_basic_constraints, "CA:TRUE"},
                    {NID_key_usage, "digitalSignature"}}),
              ElementsAre("error ca.pem ca-key-usage-no-signing"));
  EXPECT_THAT(made({{NID_basic_constraints, "CA:TRUE"}, {NID_key_usage, "keyCertSign"}}),
              ElementsAre("warning ca.pem key-identifier-missing"));
}

TEST_F(LintTest, SeesMissingKeyIdentifiers) {
  const auto directory = generated(Layout::working);
  resign(directory, "server", EVP_sha256(), NID_authority_key_identifier);
  EXPECT_THAT(rules_in(directory), ElementsAre("warning server.pem key-identifier-missing"));
}

TEST_F(LintTest, SeesWeakDigests) {
  const auto directory = generated(Layout::working, {.key = KeyKind::rsa_2048});
  resign(directory, "server", EVP_sha1());
  resign(directory, "client", EVP_md5());
  EXPECT_THAT(rules_in(directory),
              AllOf(Contains("error server.pem digest-weak"), Contains("error client.pem digest-weak")));
}

TEST_F(LintTest, SeesWeakKeys) {
  const auto directory = generated(Layout::working);
  const tls::Key rsa{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024})};
  const tls::Key ec{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "prime192v1")};
  const CertificateTemplate content{.subject = {.common_name = "x"}, .extensions = {kLocalhost}, .days = 100};
  write_pair(directory, "server", issue(content, rsa, authority(directory), Serial::random().value()), rsa);
  write_pair(directory, "client", issue(content, ec, authority(directory), Serial::random().value()), ec);
  const auto findings = linted({directory});
  EXPECT_THAT(summary(findings), ElementsAre("error client.pem key-weak", "error server.pem key-weak"));
  EXPECT_THAT(findings,
              ElementsAre(Field(&Finding::what, "EC key of 192 bits"), Field(&Finding::what, "RSA key of 1024 bits")));
}

TEST_F(LintTest, KnowsTheSerialsOfMilvusPublishedPairs) {
  const auto directory = generated(Layout::working);
  const auto key = make_key(KeyKind::ec_p256).value();
  const CertificateTemplate content{.subject = {.common_name = "x"}, .days = 100};
  const auto serial = Serial::from_hex("342790CE3BD09229C9C14810E2AB86D28A4700BF").value();
  write_pair(directory, "client", issue(content, key, authority(directory), serial), key);
  EXPECT_THAT(rules_in(directory), ElementsAre("error client.pem key-published"));
}

TEST_F(LintTest, SeesAnEncryptedKey) {
  const auto directory = generated(Layout::working);
  const tls::Bio out{BIO_new(BIO_s_mem())};
  char password[] = "secret";
  ASSERT_EQ(PEM_write_bio_PKCS8PrivateKey(out.get(), key(directory / "server.key").get(), EVP_aes_128_cbc(), password,
                                          6, nullptr, nullptr),
            1);
  char encrypted[4096];
  const int length = BIO_read(out.get(), encrypted, sizeof encrypted);
  write(directory / "server.key", std::string{encrypted, static_cast<std::size_t>(length)});
  EXPECT_THAT(rules_in(directory), ElementsAre("error server.key key-encrypted"));
}

TEST_F(LintTest, LooksAtEveryCertificateOfAChain) {
  const auto directory = generated(Layout::working, {.days = 10, .key = KeyKind::ec_p256});
  write(directory / "server.pem", text(directory / "server.pem") + text(directory / "ca.pem"));
  const auto findings = linted({directory / "server.pem"});
  ASSERT_THAT(summary(findings), ElementsAre("warning server.pem expires-soon"));
  EXPECT_THAT(findings.front().what, HasSubstr("certificate 1 of 2: expires on"));
}

TEST_F(LintTest, LooksAtAFileOnceHoweverOftenItIsNamed) {
  const auto directory = generated(Layout::documented_2_4);
  EXPECT_EQ(linted({directory, directory / "server.pem", directory / "." / "server.pem"}).size(),
            linted({directory}).size());
}

TEST_F(LintTest, NamesTheFileThatItCannotRead) {
  const auto complaint = [](const fs::path& file) {
    const auto findings = lint({file}, 0);
    return findings.ok() ? std::string{} : message(findings.status());
  };
  EXPECT_THAT(complaint(path("nothing.pem")), HasSubstr("nothing.pem: no such file"));
  fs::create_directory(path("empty"));
  EXPECT_THAT(complaint(path("empty")), AllOf(HasSubstr("empty"), HasSubstr("no PEM file")));
  write(path("empty") / "notes.pem", "hello\n");
  EXPECT_THAT(complaint(path("empty")), HasSubstr("notes.pem: not PEM"));
  EXPECT_FALSE(lint({}, 0).ok());
}

}  // namespace
}  // namespace tlsgauge::pki
