#include "runner/load_outcome.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::runner {
namespace {

using model::Party;
using model::Stage;
using testing::HasSubstr;

/// A handshake load of which all that began failed like this.
model::LoadResult failed_load(const model::Counts& failures) {
  model::LoadResult load{.kind = "handshake", .invalid_because = "none of the handshakes completed"};
  load.handshakes_failed = failures;
  return load;
}

template <class Outcome>
Outcome outcome(const model::LoadResult& load) {
  const auto seen = observation_of(load, false);
  EXPECT_TRUE(seen.ok()) << seen.status();
  const auto* found = seen.ok() ? std::get_if<Outcome>(&seen->outcome) : nullptr;
  EXPECT_NE(found, nullptr);
  return found != nullptr ? *found : Outcome{};
}

TEST(OutcomeOfALoad, IsARefusalWithTheAlertThatAllFailuresShow) {
  const auto refused = outcome<model::Refused>(failed_load({{"alert:certificate_required", 60}}));
  EXPECT_EQ(refused.by, Party::server);
  ASSERT_TRUE(refused.alert);
  EXPECT_EQ(refused.alert->alert, model::alerts::certificate_required);
}

TEST(OutcomeOfALoad, OfSeveralKindsOfFailureNamesNoAlert) {
  const auto load = failed_load({{"alert:certificate_required", 59}, {"reset", 1}});
  EXPECT_FALSE(outcome<model::Refused>(load).alert);
  EXPECT_EQ(observation_of(load, false)->detail,
            "none of the handshakes completed: alert:certificate_required 59, reset 1");
}

TEST(OutcomeOfALoad, IsAHangWhereTimeAloneRanOut) {
  EXPECT_EQ(outcome<model::Silent>(failed_load({{"timeout", 8}})).stage, Stage::handshake);
  model::LoadResult requests{.kind = "rest", .invalid_because = "8 of 60 requests failed"};
  requests.handshakes_completed = 4;
  requests.requests_completed = 52;
  requests.requests_failed = {{"timeout", 8}};
  EXPECT_EQ(outcome<model::Silent>(requests).stage, Stage::http);
}

TEST(OutcomeOfALoad, IsUnreachableWhereNobodyListens) {
  outcome<model::Unreachable>(failed_load({{"tcp:refused", 60}}));
}

TEST(OutcomeOfALoad, IsOurRefusalWhereWeDoNotTrustTheServer) {
  EXPECT_EQ(outcome<model::Refused>(failed_load({{"tls:certificate verify failed", 60}})).by, Party::client);
}

TEST(OutcomeOfALoad, HasTheStatusThatTheApplicationAnswered) {
  model::LoadResult load{.kind = "rest", .invalid_because = "60 of 60 requests failed"};
  load.requests_failed = {{"http:503", 60}};
  EXPECT_EQ(observation_of(load, false)->answer.http_status, 503);
  EXPECT_EQ(outcome<model::Refused>(load).stage, Stage::http);
}

TEST(OutcomeOfALoad, IsAFaultWhereTheHarnessWasAtItsEnd) {
  for (const auto* why : {"local:Too many open files", "local:Cannot assign requested address", "local:never ended"}) {
    const auto seen = observation_of(failed_load({{why, 3}, {"reset", 57}}), false);
    EXPECT_EQ(seen.status().code(), absl::StatusCode::kInternal);
    EXPECT_THAT(message(seen.status()), HasSubstr(why));
  }
}

TEST(OutcomeOfALoad, IsAFaultWhereNothingFailedAndTheNumbersDoNotHold) {
  model::LoadResult late{.kind = "rest", .invalid_because = "the tool was late", .requests_completed = 60};
  EXPECT_FALSE(observation_of(late, false).ok());
}

TEST(OutcomeOfALoad, IsARefusalWhereHandshakesHadToResumeAndDidNot) {
  model::LoadResult full{.kind = "handshake", .invalid_because = "only 0 of 60 handshakes resumed"};
  full.handshakes_completed = 60;
  EXPECT_FALSE(observation_of(full, false).ok());
  const auto seen = observation_of(full, true);
  ASSERT_TRUE(seen.ok());
  EXPECT_TRUE(std::holds_alternative<model::Refused>(seen->outcome));
}

}  // namespace
}  // namespace tlsgauge::runner
