#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grpc_client.hpp"
#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTwo[] = R"({"code":0,"data":["a","b"]})";

const std::vector<std::string> kCollections{"--collection", "a", "--collection", "b"};

core::Finished handshake(const std::string& at, const std::string& options) {
  return run_shell("openssl s_client -connect " + at + " -CAfile ca.pem -verify_return_error " + options +
                   " </dev/null");
}

TEST(Mode0, ServesPlaintextOnTwoPorts) {
  const ServerUnderTest server{{.mode = 0}, kCollections};
  EXPECT_THAT(show_collections(server.at("grpc"), {.secure = false}).names, ElementsAre("a", "b"));
  EXPECT_EQ(curl({"-d", "{}", server.url(kList, "http")}).output, kTwo);
  EXPECT_EQ(curl({"-d", "{}", server.url(kList)}).end.exit_code, 35);
}

TEST(Mode1, ServesClientsThatTrustTheCa) {
  const ServerUnderTest server{{.mode = 1}, kCollections};
  EXPECT_THAT(show_collections(server.at("grpc"), {}).names, ElementsAre("a", "b"));
  EXPECT_EQ(curl({"-d", "{}", server.url(kList)}).output, kTwo);
  EXPECT_EQ(curl({"-d", "{}", "--tls-max", "1.2", server.url(kList)}).output, kTwo);
  EXPECT_EQ(show_collections(server.at("grpc"), {.secure = false}).code, kUnavailable);
}

TEST(Mode1, AnswersTheDocumentedCommandAsMilvusDoes) {
  const ServerUnderTest server{{.mode = 1}};
  EXPECT_EQ(curl({"-w", "%{http_code}", server.url(kList)}).output, "404 page not found404");
}

TEST(Mode1, LogsWhoRefusedWhom) {
  const ServerUnderTest server{{.mode = 1}};
  EXPECT_EQ(run({"curl", "-sS", server.url(kList)}).end.exit_code, 60);  // does not know the CA
  EXPECT_TRUE(server.logs(R"(["TLS handshake refused"] [peer=127.0.0.1:)"));
  EXPECT_TRUE(server.logs(R"([reason="tlsv1 alert unknown ca"])"));
}

TEST(Mode2, ServesClientsWithACertificate) {
  const ServerUnderTest server{{.mode = 2}, kCollections};
  EXPECT_THAT(show_collections(server.at("grpc"), {.certificate = "client"}).names, ElementsAre("a", "b"));
  EXPECT_EQ(curl({"-d", "{}", "--cert", "client.pem", "--key", "client.key", server.url(kList)}).output, kTwo);
}

TEST(Mode2, RefusesACertificateForServers) {
  const ServerUnderTest server{{.mode = 2}};
  const auto refused = curl({"-d", "{}", "--cert", "server.pem", "--key", "server.key", server.url(kList)});
  EXPECT_EQ(refused.end.exit_code, 56);
  EXPECT_THAT(refused.output, HasSubstr("alert unsupported certificate"));
  EXPECT_THAT(
      run_shell("(sleep 0.3) | openssl s_client -cert server.pem -key server.key -connect " + server.at("grpc")).output,
      HasSubstr("SSL alert number 43"));
  EXPECT_EQ(show_collections(server.at("grpc"), {.certificate = "server"}).code, kUnavailable);
  EXPECT_TRUE(server.logs("certificate verify failed: unsuitable certificate purpose"));
}

TEST(Mode2, RefusesClientsWithoutACertificate) {
  const ServerUnderTest server{{.mode = 2}};
  const auto refused = curl({"-d", "{}", server.url(kList)});
  EXPECT_EQ(refused.end.exit_code, 56);
  EXPECT_THAT(refused.output, HasSubstr("alert certificate required"));
  EXPECT_EQ(show_collections(server.at("grpc"), {}).code, kUnavailable);
}

TEST(Mode2, RefusesTls12) {
  const ServerUnderTest server{{.mode = 2}};
  EXPECT_THAT(handshake(server.at("grpc"), "-tls1_2 -cert client.pem -key client.key").output,
              HasSubstr("SSL alert number 70"));
  EXPECT_EQ(curl({"--tls-max", "1.2", server.url(kList)}).end.exit_code, 35);
}

TEST(Alpn, IsStrictOnPortsOfOneProtocol) {
  const ServerUnderTest server{{.mode = 1}};
  EXPECT_THAT(handshake(server.at("grpc"), "-alpn grpc-exp,h2").output, HasSubstr("ALPN protocol: h2"));
  EXPECT_THAT(handshake(server.at("grpc"), "-alpn http/1.1").output, HasSubstr("SSL alert number 120"));
  EXPECT_THAT(handshake(server.at("rest"), "-alpn h2,http/1.1").output, HasSubstr("ALPN protocol: http/1.1"));
  EXPECT_THAT(handshake(server.at("rest"), "-alpn h2").output, HasSubstr("SSL alert number 120"));
  EXPECT_THAT(handshake(server.at("grpc"), "").output, HasSubstr("No ALPN negotiated"));
}

TEST(Chain, IsSentAsItStandsInTheFile) {
  const ServerUnderTest server{{.mode = 2}};
  const auto shown = handshake(server.at("rest"), "-showcerts -cert client.pem -key client.key").output;
  const auto first = shown.find("BEGIN CERTIFICATE");
  ASSERT_NE(first, std::string::npos) << shown;
  EXPECT_EQ(shown.find("BEGIN CERTIFICATE", first + 1), std::string::npos) << "the CA was added from the trust store";
}

TEST(DescribeCollection, UsesMilvusCodes) {
  const ServerUnderTest server{{.mode = 1}, kCollections};
  EXPECT_EQ(describe_collection(server.at("grpc"), {}, "a").code, 0);
  const auto unknown = describe_collection(server.at("grpc"), {}, "x");
  EXPECT_EQ(unknown.code, 100);
  EXPECT_THAT(unknown.text, HasSubstr("can't find collection"));
}

}  // namespace
}  // namespace tlsgauge::server::test
