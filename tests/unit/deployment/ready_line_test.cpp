#include "deployment/ready_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tlsgauge::deployment {
namespace {

using model::Endpoint;
using model::Port;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(ReadyLine, NamesEveryEndpoint) {
  const auto endpoints = parse_ready_line("READY grpc=127.0.0.1:19530 rest=[::1]:8080 dataNode=localhost:21124");
  ASSERT_TRUE(endpoints.ok()) << message(endpoints.status());
  EXPECT_THAT(*endpoints, UnorderedElementsAre(Pair(Port::grpc, Endpoint{"127.0.0.1", 19530}),
                                               Pair(Port::rest, Endpoint{"::1", 8080}),
                                               Pair(Port::data_node, Endpoint{"localhost", 21124})));
}

TEST(ReadyLine, PassesOverPortsThatALaterTargetHas) {
  const auto endpoints = parse_ready_line("READY grpc=127.0.0.1:1  streamingNode=127.0.0.1:2 ");
  ASSERT_TRUE(endpoints.ok()) << message(endpoints.status());
  EXPECT_EQ(endpoints->size(), 1U);
}

TEST(ReadyLine, OfATargetWithoutGrpcNamesWhatThereIs) {
  const auto endpoints = parse_ready_line("READY rest=0.0.0.0:8080");
  ASSERT_TRUE(endpoints.ok()) << message(endpoints.status());
  EXPECT_THAT(*endpoints, UnorderedElementsAre(Pair(Port::rest, Endpoint{"0.0.0.0", 8080})));
}

struct Garbage {
  std::string_view name;
  std::string_view line;
  std::string_view complaint;
};

class ReadyLineRefused : public testing::TestWithParam<Garbage> {};

TEST_P(ReadyLineRefused, WithTheReason) {
  const auto endpoints = parse_ready_line(GetParam().line);
  ASSERT_FALSE(endpoints.ok());
  EXPECT_THAT(message(endpoints.status()), HasSubstr(std::string{GetParam().complaint}));
}

INSTANTIATE_TEST_SUITE_P(Deployment, ReadyLineRefused,
                         testing::Values(Garbage{"NoMark", "grpc=127.0.0.1:1", "does not begin with READY"},
                                         Garbage{"NothingInIt", "READY ", "names no endpoint"},
                                         Garbage{"NoEquals", "READY grpc", "'grpc'"},
                                         Garbage{"NoPort", "READY grpc=127.0.0.1", "'grpc=127.0.0.1'"},
                                         Garbage{"PortZero", "READY grpc=127.0.0.1:0", "'grpc=127.0.0.1:0'"},
                                         Garbage{"PortTooLarge", "READY grpc=h:70000", "'grpc=h:70000'"}),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::deployment
