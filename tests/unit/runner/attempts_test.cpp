#include "runner/attempts.hpp"

#include <gmock/gmock.h>

#include <string>

namespace tlsgauge::runner {
namespace {

using model::Verdict;
using testing::ElementsAre;

const Verdict passed = model::Pass{};
const Verdict failed = model::Fail{{"the first"}};
const Verdict failed_otherwise = model::Fail{{"the second"}};
const Verdict hung = model::Hung{"silence"};
const Verdict explained = model::ExpectedFail{.reason = "known", .mismatches = {"explained"}};
const Verdict skipped = model::Skipped{"the run was interrupted before this scenario"};
const Verdict broken{model::Broken{.fault = "no port left"}};
const Verdict unreachable{model::Broken{.fault = "cannot connect", .unreachable = true}};

/// What several attempts at one scenario come to.
model::ScenarioResult after(const std::vector<Verdict>& attempts) {
  std::vector<model::ScenarioResult> results;
  for (const auto& verdict : attempts) {
    model::ScenarioResult result;
    result.scenario.id = "load/a";
    result.verdict = verdict;
    add_attempt(results, std::move(result));
  }
  EXPECT_EQ(results.size(), 1U);
  return results.front();
}

std::string word(const std::vector<Verdict>& attempts) { return std::string{model::name(after(attempts).verdict)}; }

TEST(Attempts, ThatAnInterruptionCutShortLeaveTheEarlierResult) {
  EXPECT_EQ(word({passed, skipped}), "pass");
  EXPECT_EQ(word({failed, skipped}), "fail");
  EXPECT_EQ(after({passed, passed, skipped}).attempts, 2);
  EXPECT_EQ(word({skipped, skipped}), "skip");
  EXPECT_EQ(word({skipped, passed}), "pass");
}

TEST(Attempts, KeepTheWorst) {
  EXPECT_EQ(word({passed, failed, passed}), "fail");
  EXPECT_EQ(word({failed, broken}), "error");
  EXPECT_EQ(word({broken, failed}), "error");
  EXPECT_EQ(word({explained, failed}), "fail");
  EXPECT_EQ(word({failed, explained}), "fail");
  EXPECT_EQ(word({passed, explained}), "xfail");
  EXPECT_EQ(word({passed, hung, explained}), "hang");
  EXPECT_FALSE(std::get<model::Broken>(after({unreachable, broken}).verdict).unreachable);
}

TEST(Attempts, ThatAreEquallyBadKeepTheFirst) {
  const auto result = after({failed, failed_otherwise});
  EXPECT_THAT(std::get<model::Fail>(result.verdict).mismatches, ElementsAre("the first"));
  EXPECT_EQ(result.attempts, 2);
}

TEST(Attempts, AtDifferentScenariosAreDifferentResults) {
  std::vector<model::ScenarioResult> results(1);
  results.front().scenario.id = "load/a";
  model::ScenarioResult other;
  other.scenario.id = "load/b";
  add_attempt(results, other);
  EXPECT_EQ(results.size(), 2U);
}

}  // namespace
}  // namespace tlsgauge::runner
