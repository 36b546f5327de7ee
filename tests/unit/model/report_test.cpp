#include "model/report.hpp"

#include <gtest/gtest.h>

namespace tlsgauge::model {
namespace {

Report report_of(std::vector<Verdict> verdicts, bool interrupted = false) {
  Report report{.interrupted = interrupted};
  for (auto& verdict : verdicts) report.results.push_back({.verdict = std::move(verdict)});
  return report;
}

const Verdict kPass = Pass{};
const Verdict kFail = Fail{{"TLS 1.2 was agreed instead of 1.3"}};
const Verdict kHang = Hung{"silence"};
const Verdict kXfail = ExpectedFail{.reason = "known", .mismatches = {"x"}};
const Verdict kXpass = UnexpectedPass{"known"};
const Verdict kSkip = Skipped{"no such port"};
const Verdict kFault = Broken{.fault = "no such file"};
const Verdict kUnreachable = Broken{.fault = "Connection refused", .unreachable = true};

TEST(Summary, CountsEveryVerdictOnceAndAll) {
  const auto summary = summarize(report_of({kPass, kPass, kFail, kHang, kXfail, kXpass, kSkip, kFault, kUnreachable}));
  EXPECT_EQ(summary.total, 9);
  EXPECT_EQ(summary.passed, 2);
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(summary.hung, 1);
  EXPECT_EQ(summary.xfailed, 1);
  EXPECT_EQ(summary.xpassed, 1);
  EXPECT_EQ(summary.skipped, 1);
  EXPECT_EQ(summary.errors, 2);
}

TEST(Summary, OfNothingIsZero) { EXPECT_EQ(summarize({}).total, 0); }

struct Run {
  std::string_view name;
  std::vector<Verdict> verdicts;
  bool interrupted;
  int exit_code;
};

class ExitCode : public testing::TestWithParam<Run> {};

TEST_P(ExitCode, IsTheOneThatWeighsMost) {
  EXPECT_EQ(exit_code(report_of(GetParam().verdicts, GetParam().interrupted)), GetParam().exit_code);
}

INSTANTIATE_TEST_SUITE_P(Report, ExitCode,
                         testing::Values(Run{"NothingTried", {}, false, 0}, Run{"AllPassed", {kPass, kPass}, false, 0},
                                         Run{"SkipsAndExplainedFailuresAreNoFailure", {kPass, kSkip, kXfail}, false, 0},
                                         Run{"AFail", {kPass, kFail}, false, 1}, Run{"AHang", {kPass, kHang}, false, 1},
                                         Run{"AnUnexpectedPass", {kPass, kXpass}, false, 1},
                                         Run{"Unreachable", {kUnreachable}, false, 3},
                                         Run{"UnreachableOutweighsFail", {kFail, kUnreachable}, false, 3},
                                         Run{"FaultOutweighsFail", {kFail, kFault}, false, 2},
                                         Run{"FaultOutweighsUnreachable", {kUnreachable, kFault}, false, 2},
                                         Run{"InterruptionOutweighsAll", {kFail, kUnreachable, kFault}, true, 130},
                                         Run{"InterruptionWithoutResults", {}, true, 130}),
                         [](const auto& test) { return std::string{test.param.name}; });

LoadResult load_with(const Counts& failures) {
  LoadResult load{.kind = "rest", .invalid_because = "none of the requests completed"};
  load.requests_failed = failures;
  return load;
}

TEST(ExitCode, OfALoadAloneTellsAnAbsentTargetFromABadMeasurement) {
  Report report;
  report.load = {load_with({{"tcp:refused", 60}})};
  EXPECT_EQ(exit_code(report), 3);
  report.load.push_back(load_with({{"timeout", 60}}));
  EXPECT_EQ(exit_code(report), 2);
  report.load = {LoadResult{.kind = "rest", .requests_completed = 60}};
  EXPECT_EQ(exit_code(report), 0);
}

TEST(ALoad, IsUnreachableWhereNoConnectionCouldBeMade) {
  EXPECT_TRUE(unreachable(load_with({{"tcp:refused", 1}, {"tcp:No route to host", 1}})));
  EXPECT_FALSE(unreachable(load_with({{"tcp:refused", 1}, {"local:Too many open files", 1}})));
  EXPECT_FALSE(unreachable(load_with({})));
  auto some = load_with({{"tcp:refused", 1}});
  some.requests_completed = 1;
  EXPECT_FALSE(unreachable(some));
}

}  // namespace
}  // namespace tlsgauge::model
