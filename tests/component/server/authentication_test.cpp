#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grpc_client.hpp"
#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::StartsWith;

constexpr char kRoot[] = "cm9vdDpNaWx2dXM=";   // root:Milvus
constexpr char kWrong[] = "cm9vdDptaWx2dXM=";  // root:milvus
constexpr int kUnauthenticated = 16;

TEST(Authentication, IsDemandedOfCallsButNotOfHealthChecks) {
  const ServerUnderTest server{{.mode = 1, .authorization = true}};
  const auto at = server.at("grpc");
  EXPECT_EQ(show_collections(at, {.authorization = kRoot}).code, 0);
  const auto wrong = show_collections(at, {.authorization = kWrong});
  EXPECT_EQ(wrong.code, kUnauthenticated);
  EXPECT_EQ(wrong.text, "auth check failure, please check username and password are correct");
  const auto missing = show_collections(at, {});
  EXPECT_EQ(missing.code, kUnauthenticated);
  EXPECT_EQ(missing.text, "missing authorization in header");
  EXPECT_EQ(check_health(at, {}).text, "SERVING");
}

TEST(Authentication, IsDemandedOfRequests) {
  const ServerUnderTest server{{.mode = 1, .authorization = true}};
  const auto url = server.url(kList);
  const auto refused = curl({"-w", "%{http_code}", "-d", "{}", url}).output;
  EXPECT_EQ(refused, R"({"code":1800,"message":"user hasn't authenticated"}401)");
  EXPECT_THAT(curl({"-H", "Authorization: Bearer root:Milvus", "-d", "{}", url}).output, StartsWith(R"({"code":0)"));
  EXPECT_THAT(curl({"-u", "root:Milvus", "-d", "{}", url}).output, StartsWith(R"({"code":0)"));
  EXPECT_EQ(curl({"http://" + server.at("management") + "/healthz"}).output, "OK");
}

}  // namespace
}  // namespace tlsgauge::server::test
