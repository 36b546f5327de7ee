#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "pki/examined_file.hpp"
#include "pki/lint.hpp"
#include "pki/serial.hpp"
#include "unit/pki/directory_test.hpp"

namespace tlsgauge::pki {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class GenerateTest : public DirectoryTest {
 protected:
  static std::vector<std::string> alternative_names(const tls::Certificate& certificate) {
    std::vector<std::string> names;
    auto* const list =
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(list); ++i) {
      const tls::Bio out{BIO_new(BIO_s_mem())};
      GENERAL_NAME_print(out.get(), sk_GENERAL_NAME_value(list, i));
      char text[256];
      const int length = BIO_read(out.get(), text, sizeof text);
      names.emplace_back(text, static_cast<std::size_t>(std::max(length, 0)));
    }
    GENERAL_NAMES_free(list);
    return names;
  }

  static std::uint32_t purposes(const tls::Certificate& certificate) {
    return X509_get_extended_key_usage(certificate.get());
  }

  static int days(const tls::Certificate& certificate) {
    int days = 0;
    int seconds = -1;
    ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate.get()), X509_get0_notAfter(certificate.get()));
    EXPECT_EQ(seconds, 0);
    return days;
  }

  void expect_refusal(const GenerateOptions& options, const std::string& complaint) const {
    const auto files = generate(path("refused"), options);
    ASSERT_FALSE(files.ok());
    EXPECT_TRUE(absl::IsInvalidArgument(files.status())) << files.status();
    EXPECT_THAT(message(files.status()), HasSubstr(complaint));
    EXPECT_FALSE(std::filesystem::exists(path("refused"))) << "a refusal left something behind";
  }
};

TEST_F(GenerateTest, MakesTheSevenFilesForTheirOwner) {
  const auto directory = generated(Layout::working);
  EXPECT_THAT(names_in(directory),
              ElementsAre("ca.key", "ca.pem", "ca.srl", "client.key", "client.pem", "server.key", "server.pem"));
  EXPECT_EQ(mode_of(directory), 0700U);
  for (const auto* stem : {"ca", "server", "client"}) {
    EXPECT_EQ(mode_of(directory / (std::string{stem} + ".key")), 0600U) << stem;
    EXPECT_TRUE(is_pair(directory, stem)) << stem;
  }
}

TEST_F(GenerateTest, MakesTheNineFilesOfTheOlderGuide) {
  const auto directory = generated(Layout::documented_2_4);
  EXPECT_THAT(names_in(directory), ElementsAre("ca.key", "ca.pem", "ca.srl", "client.csr", "client.key", "client.pem",
                                               "server.csr", "server.key", "server.pem"));
}

TEST_F(GenerateTest, MakesAWorkingLayoutThatNothingIsWrongWith) {
  const auto findings = lint({generated(Layout::working)}, std::time(nullptr));
  ASSERT_TRUE(findings.ok()) << findings.status();
  for (const auto& finding : *findings) ADD_FAILURE() << finding.file << ": " << finding.what;
}

TEST_F(GenerateTest, GivesServerAndClientTheirOwnPurposeAndName) {
  const auto directory = generated(Layout::working);
  const auto ca = certificate(directory / "ca.pem");
  const auto server = certificate(directory / "server.pem");
  const auto client = certificate(directory / "client.pem");
  EXPECT_EQ(purposes(server), static_cast<std::uint32_t>(XKU_SSL_SERVER));
  EXPECT_EQ(purposes(client), static_cast<std::uint32_t>(XKU_SSL_CLIENT));
  EXPECT_THAT(alternative_names(server),
              UnorderedElementsAre("DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1"));
  EXPECT_EQ((std::set{subject_of(ca), subject_of(server), subject_of(client)}.size()), 3U);
  EXPECT_EQ((std::set{serial_of(ca), serial_of(server), serial_of(client)}.size()), 3U);
  EXPECT_EQ(text(directory / "ca.srl"), serial_of(client) + "\n");
}

TEST_F(GenerateTest, KeepsTheTrapsOfTheGuide25) {
  const auto directory = generated(Layout::documented_2_5);
  const auto ca = certificate(directory / "ca.pem");
  const auto client = certificate(directory / "client.pem");
  EXPECT_EQ(purposes(client), static_cast<std::uint32_t>(XKU_SSL_SERVER)) << "clientAuth would hide the trap";
  EXPECT_EQ(subject_of(client), "C = US, ST = CA, L = Redwood City, O = zilliz, OU = devops, CN = localhost");
  EXPECT_EQ(subject_of(ca), subject_of(client));
  EXPECT_EQ(days(ca), 36500);
  EXPECT_EQ(days(client), 3650);
}

TEST_F(GenerateTest, KeepsTheTrapsOfTheGuide24) {
  const auto directory = generated(Layout::documented_2_4);
  const auto server = certificate(directory / "server.pem");
  EXPECT_THAT(alternative_names(server), IsEmpty());
  EXPECT_EQ(X509_get_ext_by_NID(server.get(), NID_ext_key_usage, -1), -1);
  EXPECT_EQ(subject_of(server), "C = CN, O = milvus, OU = milvus, CN = localhost");
  EXPECT_EQ(subject_of(certificate(directory / "ca.pem")),
            "C = CN, ST = Shanghai, L = Shanghai, O = milvus, OU = milvus, CN = localhost");
}

TEST_F(GenerateTest, TakesTheUsersSubjectNamesAndDays) {
  const auto directory = generated(Layout::working, {.country = "DE",
                                                     .organization = "Müller",
                                                     .common_name = "db.example.com",
                                                     .subject_alternative_names = {"10.0.0.5", "DNS:db", "10.0.0.5"},
                                                     .days = 40000,
                                                     .key = KeyKind::ec_p256});
  const auto server = certificate(directory / "server.pem");
  EXPECT_EQ(subject_of(server), "C = DE, O = Müller, CN = db.example.com");
  EXPECT_THAT(alternative_names(server), ElementsAre("IP Address:10.0.0.5", "DNS:db"));
  EXPECT_EQ(days(server), 40000);
  EXPECT_EQ(days(certificate(directory / "ca.pem")), 40000) << "a CA that ends first ends its leaves";
}

TEST_F(GenerateTest, NamesTheServerAfterItsCommonName) {
  const auto directory = generated(Layout::working, {.common_name = "192.0.2.7", .key = KeyKind::ec_p256});
  EXPECT_THAT(alternative_names(certificate(directory / "server.pem")),
              UnorderedElementsAre("IP Address:192.0.2.7", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1"));
}

TEST_F(GenerateTest, LeavesOutAnEmptySubjectField) {
  const auto directory = generated(Layout::documented_2_5, {.state = "", .key = KeyKind::ec_p256});
  EXPECT_EQ(subject_of(certificate(directory / "ca.pem")),
            "C = US, L = Redwood City, O = zilliz, OU = devops, CN = localhost");
}

TEST_F(GenerateTest, RefusesWhatMakesNoCertificate) {
  expect_refusal({.country = "USA"}, "country 'USA'");
  expect_refusal({.organization = std::string(65, 'a')}, "organizationName");
  expect_refusal({.common_name = "my server"}, "common name 'my server'");
  expect_refusal({.common_name = ""}, "common name ''");
  expect_refusal({.common_name = "tlsgauge CA"}, "'tlsgauge CA'");
  expect_refusal({.layout = Layout::documented_2_5, .common_name = "a,IP:1.2.3.4"}, "common name");
  expect_refusal({.subject_alternative_names = {"localhost", "a b"}}, "'a b'");
  expect_refusal({.days = 0}, "days 0");
  expect_refusal({.days = kMaxDays + 1}, "1 to 365000");
}

TEST_F(GenerateTest, OverwritesNothing) {
  const auto directory = path("certs");
  std::filesystem::create_directory(directory);
  write(directory / "client.key", "precious");
  const auto before = snapshot(directory);
  const auto files = generate(directory, {.key = KeyKind::ec_p256});
  ASSERT_FALSE(files.ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(files.status()));
  EXPECT_THAT(message(files.status()), HasSubstr("client.key: is already there"));
  EXPECT_EQ(snapshot(directory), before);
}

class KeyKinds : public DirectoryTest, public testing::WithParamInterface<std::string_view> {};

TEST_P(KeyKinds, MakeAWorkingLayout) {
  const auto kind = key_kind_named(GetParam());
  ASSERT_TRUE(kind.has_value());
  EXPECT_EQ(name(*kind), GetParam());
  const auto directory = generated(Layout::working, {.key = *kind});
  const auto findings = lint({directory}, std::time(nullptr));
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_THAT(*findings, IsEmpty());

  char group[32] = "";
  const auto made = key(directory / "server.key");
  EVP_PKEY_get_group_name(made.get(), group, sizeof group, nullptr);
  const auto bits = std::to_string(EVP_PKEY_get_bits(made.get()));
  const std::string seen = std::string{EVP_PKEY_get0_type_name(made.get())} + " " + bits + " " + group;
  EXPECT_EQ(seen, (std::map<std::string_view, std::string>{{"rsa:2048", "RSA 2048 "},
                                                           {"ec:P-256", "EC 256 prime256v1"},
                                                           {"ec:P-384", "EC 384 secp384r1"},
                                                           {"ed25519", "ED25519 256 "}})[GetParam()]);
}

INSTANTIATE_TEST_SUITE_P(Generate, KeyKinds, testing::Values("rsa:2048", "ec:P-256", "ec:P-384", "ed25519"),
                         [](const auto& test) {
                           std::string title{test.param};
                           std::erase_if(title, [](char c) { return c == ':' || c == '-'; });
                           return title;
                         });

TEST(KeyKind, OfThreeThousandBitsHasThem) {
  const auto made = make_key(key_kind_named("rsa:3072").value());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(EVP_PKEY_get_bits(made->get()), 3072);
}

TEST(LayoutNames, LeadBackToTheirLayout) {
  for (const auto layout : {Layout::working, Layout::documented_2_5, Layout::documented_2_4})
    EXPECT_EQ(layout_named(name(layout)), layout);
  EXPECT_EQ(layout_named("documented-2.6"), std::nullopt);
  EXPECT_EQ(key_kind_named("dsa"), std::nullopt);
}

}  // namespace
}  // namespace tlsgauge::pki
