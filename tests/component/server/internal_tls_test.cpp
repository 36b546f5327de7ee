#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grpc_client.hpp"
#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::HasSubstr;

constexpr int kUnimplemented = 12;
constexpr const char* kComponents[] = {"rootCoord", "dataCoord", "queryCoord",   "indexNode",
                                       "queryNode", "dataNode",  "proxyInternal"};

TEST(InternalTls, CoversEveryComponentPort) {
  const ServerUnderTest server{{.mode = 0, .internal_tls = true}};
  EXPECT_TRUE(server.logs(R"(["Internal TLS Enabled"] [value=true])"));
  for (const auto* component : kComponents) {
    EXPECT_EQ(check_health(server.at(component), {}).text, "SERVING") << component;
    EXPECT_EQ(check_health(server.at(component), {.secure = false}).code, kUnavailable) << component;
  }
  EXPECT_EQ(check_health(server.at("grpc"), {.secure = false}).text, "SERVING") << "external TLS is off";
}

TEST(InternalTls, IsPlaintextWhenSwitchedOff) {
  const ServerUnderTest server{{.mode = 1}};
  EXPECT_TRUE(server.logs(R"(["Internal TLS Enabled"] [value=false])"));
  for (const auto* component : kComponents)
    EXPECT_EQ(check_health(server.at(component), {.secure = false}).text, "SERVING") << component;
  EXPECT_EQ(show_collections(server.at("rootCoord"), {.secure = false}).code, kUnimplemented);
}

TEST(InternalTls, DoesNotStartWithANameThatComponentsWouldRefuse) {
  const auto failed = start_and_fail(Yaml{.internal_tls = true, .sni = "milvus-proxy"}.text());
  EXPECT_EQ(failed.end.exit_code, 2);
  EXPECT_THAT(failed.output, HasSubstr("internaltls.sni 'milvus-proxy'"));
  EXPECT_THAT(failed.output, HasSubstr("ostname mismatch"));
}

TEST(InternalTls, DoesNotStartWithACertificateForClients) {
  const auto failed = start_and_fail(Yaml{.internal_tls = true, .internal = "client"}.text());
  EXPECT_EQ(failed.end.exit_code, 2);
  EXPECT_THAT(failed.output, HasSubstr("purpose"));
}

TEST(InternalTls, DoesNotFallBackToPlaintext) {
  const auto failed = start_and_fail(Yaml{.internal_tls = true, .internal = "absent"}.text());
  EXPECT_EQ(failed.end.exit_code, 2);
  EXPECT_THAT(failed.output, HasSubstr("internaltls.serverPemPath absent.pem: no such file"));
}

}  // namespace
}  // namespace tlsgauge::server::test
