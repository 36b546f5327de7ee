#include "tls/client_context.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include "core/file.hpp"
#include "pki/layout.hpp"

namespace tlsgauge::tls {
namespace {

using testing::HasSubstr;

/// The beginning of a key as RFC 1421 encrypts it: nobody gets further without its passphrase.
constexpr const char* kEncryptedKey =
    "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
    "AAAAAAAAAAAAAAAAAAAAAA==\n-----END EC PRIVATE KEY-----\n";

/// A directory with two layouts of certificates, "" and "other", made once.
const std::filesystem::path& certificates() {
  static const auto directory = core::TemporaryDirectory::make();
  static const bool made =
      pki::generate(directory->path(), {.key = pki::KeyKind::ec_p256}).ok() &&
      pki::generate(directory->path() / "other", {.key = pki::KeyKind::ec_p256}).ok() &&
      core::write_file(directory->path() / "no.pem", "no certificate", core::Readers::everyone).ok() &&
      core::write_file(directory->path() / "encrypted.key", kEncryptedKey, core::Readers::everyone).ok();
  EXPECT_TRUE(made);
  return directory->path();
}

ClientSettings good() {
  return {.trust = certificates() / "ca.pem",
          .certificate = certificates() / "client.pem",
          .key = certificates() / "client.key"};
}

TEST(ClientContext, IsMadeOfFilesThatBelongTogether) {
  const auto context = client_context(good());
  EXPECT_TRUE(context.ok()) << message(context.status());
}

TEST(ClientContext, NeedsNoFiles) { EXPECT_TRUE(client_context({}).ok()); }

TEST(ClientContext, OffersEveryProtocolVersion) {
  using model::TlsVersion;
  for (const auto version : {TlsVersion::tls1_0, TlsVersion::tls1_1, TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    const auto context = client_context({.versions = {.oldest = version, .newest = version}});
    EXPECT_TRUE(context.ok()) << model::name(version) << ": " << message(context.status());
  }
}

struct Wrong {
  std::string_view name;
  ClientSettings (*settings)();
  std::string_view complaint;
};

class WrongSettings : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSettings, AreAFaultThatNamesThem) {
  const auto context = client_context(GetParam().settings());
  ASSERT_FALSE(context.ok());
  EXPECT_EQ(context.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(message(context.status()), HasSubstr(std::string{GetParam().complaint}));
  EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue is left for another connection to find";
}

ClientSettings missing_trust() { return {.trust = certificates() / "none.pem"}; }
ClientSettings trust_that_is_no_pem() { return {.trust = certificates() / "no.pem"}; }
ClientSettings missing_certificate() {
  auto settings = good();
  settings.certificate = certificates() / "none.pem";
  return settings;
}
ClientSettings missing_key() {
  auto settings = good();
  settings.key = certificates() / "none.key";
  return settings;
}
ClientSettings key_of_another() {
  auto settings = good();
  settings.key = certificates() / "other/client.key";
  return settings;
}
ClientSettings encrypted_key() {
  auto settings = good();
  settings.key = certificates() / "encrypted.key";
  return settings;
}
ClientSettings encrypted_key_of_a_forgery() {
  auto settings = encrypted_key();
  settings.forged = true;
  return settings;
}
ClientSettings empty_protocol() { return {.alpn = {"h2", ""}}; }
ClientSettings long_protocol() { return {.alpn = {std::string(256, 'a')}}; }

INSTANTIATE_TEST_SUITE_P(Tls, WrongSettings,
                         testing::Values(Wrong{"MissingTrust", missing_trust, "none.pem"},
                                         Wrong{"TrustThatIsNoPem", trust_that_is_no_pem, "no.pem"},
                                         Wrong{"MissingCertificate", missing_certificate, "none.pem"},
                                         Wrong{"MissingKey", missing_key, "none.key"},
                                         Wrong{"KeyOfAnother", key_of_another, "other/client.key"},
                                         Wrong{"EncryptedKey", encrypted_key, "encrypted.key is encrypted"},
                                         Wrong{"EncryptedKeyOfAForgery", encrypted_key_of_a_forgery,
                                               "encrypted.key is encrypted"},
                                         Wrong{"EmptyProtocol", empty_protocol, "1 to 255 bytes"},
                                         Wrong{"LongProtocol", long_protocol, "1 to 255 bytes"}),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::tls
