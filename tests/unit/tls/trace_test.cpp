#include "tls/trace.hpp"

#include <gmock/gmock.h>

#include <string_view>

namespace tlsgauge::tls {
namespace {

using namespace std::string_view_literals;

std::vector<model::AlertSeen> recognized(std::string_view first_bytes) {
  Trace trace;
  trace.recognize_alert(first_bytes);
  return trace.alerts();
}

TEST(PlaintextTrace, RecognizesTheAlertThatATlsServerAnswers) {
  const auto alerts = recognized("\x15\x03\x01\x00\x02\x02\x46"sv);
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].alert, model::alerts::protocol_version);
  EXPECT_TRUE(alerts[0].fatal);
  EXPECT_EQ(alerts[0].from, model::Party::server);
}

TEST(PlaintextTrace, KnowsAWarning) {
  const auto alerts = recognized("\x15\x03\x03\x00\x02\x01\x00"sv);
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_FALSE(alerts[0].fatal);
}

struct NoAlert {
  std::string_view name;
  std::string_view bytes;
};

class PlaintextAnswer : public testing::TestWithParam<NoAlert> {};

TEST_P(PlaintextAnswer, IsNotTakenForAnAlert) { EXPECT_TRUE(recognized(GetParam().bytes).empty()); }

INSTANTIATE_TEST_SUITE_P(Tls, PlaintextAnswer,
                         testing::Values(NoAlert{"Nothing", ""sv}, NoAlert{"Http", "HTTP/1.1 200 OK\r\n"sv},
                                         NoAlert{"CutShort", "\x15\x03\x01\x00\x02\x02"sv},
                                         NoAlert{"AnotherContentType", "\x16\x03\x01\x00\x02\x02\x46"sv},
                                         NoAlert{"AnotherMajorVersion", "\x15\x02\x01\x00\x02\x02\x46"sv},
                                         NoAlert{"AnotherLength", "\x15\x03\x01\x00\x03\x02\x46\x00"sv},
                                         NoAlert{"LengthInTheHighOctet", "\x15\x03\x01\x01\x02\x02\x46"sv}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(Trace, ForgetsNoAlertOfThePeer) {
  Trace trace;
  trace.forget_last_of_ours();
  trace.recognize_alert("\x15\x03\x01\x00\x02\x02\x46"sv);
  trace.forget_last_of_ours();
  EXPECT_EQ(trace.alerts().size(), 1U);
}

TEST(Trace, RemembersABoundedNumberOfAlerts) {
  Trace trace;
  for (int i = 0; i < 100; ++i) trace.recognize_alert("\x15\x03\x01\x00\x02\x01\x5a"sv);
  EXPECT_EQ(trace.alerts().size(), 16U);
}

}  // namespace
}  // namespace tlsgauge::tls
