#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// One line on stderr, exit code 2.
void expect_refusal(const core::Finished& finished, const std::string& complaint) {
  EXPECT_EQ(finished.end.exit_code, 2) << finished.output;
  EXPECT_THAT(finished.output, AllOf(StartsWith("tlsgauge-server: "), HasSubstr(complaint)));
  EXPECT_EQ(std::ranges::count(finished.output, '\n'), 1) << finished.output;
}

void expect_refusal_of(const std::string& server_pair, const std::string& complaint) {
  expect_refusal(start_and_fail(Yaml{.mode = 1, .server = server_pair}.text()), complaint);
}

TEST(Startup, NamesAMissingFile) { expect_refusal_of("absent", "tls.serverPemPath absent.pem: no such file"); }

TEST(Startup, NamesATruncatedCertificate) {
  ASSERT_TRUE(run_shell("head -c 300 server.pem > short.pem; cp server.key short.key").end.succeeded());
  expect_refusal_of("short", "tls.serverPemPath short.pem: cut short or damaged");
}

TEST(Startup, NamesATruncatedKey) {
  ASSERT_TRUE(run_shell("cp server.pem shortkey.pem; head -c 100 server.key > shortkey.key").end.succeeded());
  expect_refusal_of("shortkey", "tls.serverKeyPath shortkey.key: cut short or damaged");
}

TEST(Startup, NamesAKeyOfAnotherCertificate) {
  ASSERT_TRUE(run_shell("cp server.pem mixed.pem; cp client.key mixed.key").end.succeeded());
  expect_refusal_of("mixed", "tls.serverKeyPath mixed.key: belongs to another certificate");
}

TEST(Startup, NamesDer) {
  ASSERT_TRUE(
      run_shell("openssl x509 -in server.pem -outform der -out der.pem; cp server.key der.key").end.succeeded());
  expect_refusal_of("der", "tls.serverPemPath der.pem: not PEM");
}

TEST(Startup, NamesAnEncryptedKey) {
  ASSERT_TRUE(run_shell("cp server.pem locked.pem; openssl pkey -in server.key -aes256 -passout pass:x -out locked.key")
                  .end.succeeded());
  expect_refusal_of("locked", "tls.serverKeyPath locked.key: the key is encrypted");
}

TEST(Startup, NamesSwappedFiles) {
  ASSERT_TRUE(run_shell("cp server.key swapped.pem; cp server.pem swapped.key").end.succeeded());
  expect_refusal_of("swapped", "tls.serverPemPath swapped.pem: holds no certificate");
}

TEST(Startup, NamesAnUnknownKey) {
  expect_refusal(start_and_fail("common: {security: {tlsmod: 1}}\n"), "unknown key common.security.tlsmod");
}

TEST(Startup, NamesThePortInUse) {
  const ServerUnderTest first{{.mode = 0}};
  const auto taken = first.at("grpc").substr(first.at("grpc").find(':') + 1);
  auto yaml = Yaml{.mode = 0}.text();
  yaml.replace(yaml.find("port: 0"), 7, "port: " + taken);
  expect_refusal(start_and_fail(yaml), "proxy.port " + taken + ": Address already in use; choose another or 0");
}

TEST(Startup, NamesAnAddressThatIsNone) {
  expect_refusal(start_and_fail(Yaml{.mode = 0}.text(), {"--listen", "localhost"}),
                 "--listen localhost: not an IP address");
}

TEST(Startup, NeedsMutualTlsForRevocationLists) {
  expect_refusal(start_and_fail(Yaml{.mode = 1}.text(), {"--crl", "x"}), "only tlsMode 2 asks for client certificates");
}

TEST(Startup, UsesExitCodesOfTheContract) {
  EXPECT_EQ(start_and_fail("", {"--no-such-option"}).end.exit_code, 64);
  EXPECT_EQ(start_and_fail("", {"--min-tls", "1.0"}).end.exit_code, 89);
}

}  // namespace
}  // namespace tlsgauge::server::test
