#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grpc_client.hpp"
#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::ElementsAre;

constexpr char kOne[] = R"({"code":0,"data":["a"]})";

class SharedPort : public testing::TestWithParam<int> {};

TEST_P(SharedPort, ServesGrpcAndStockCurl) {
  const int mode = GetParam();
  const bool secure = mode > 0;
  const ServerUnderTest server{{.mode = mode, .shared_port = true}, {"--collection", "a"}};
  EXPECT_EQ(server.at("rest"), server.at("grpc"));
  EXPECT_THAT(show_collections(server.at("grpc"), {.secure = secure, .certificate = "client"}).names, ElementsAre("a"));
  const auto url = server.url(kList, secure ? "https" : "http");
  const std::vector<std::string> identity{"--cert", "client.pem", "--key", "client.key"};
  for (const auto* option : {"-s", "--http1.1", "--no-alpn"}) {
    auto arguments = identity;
    arguments.insert(arguments.end(), {option, "-d", "{}", url});
    EXPECT_EQ(curl(arguments).output, kOne) << option;
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, SharedPort, testing::Values(0, 1, 2), testing::PrintToStringParamName());

}  // namespace
}  // namespace tlsgauge::server::test
