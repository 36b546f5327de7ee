#include "unit/verdict/compare_cases.hpp"

namespace tlsgauge::verdict {
namespace {

using model::Change;
using model::VerdictKind;
using test_support::ids;
using test_support::report_of;
using test_support::result;
using testing::ElementsAre;
using testing::IsEmpty;

model::Comparison compared(const model::ReportDigest& before, const model::ReportDigest& after) {
  return verdict::compare(before, after, {});
}

struct Became {
  VerdictKind before, after;
  Change change;
};

class Verdict : public testing::TestWithParam<Became> {};

TEST_P(Verdict, ThatBecameAnotherIsAChangeOf) {
  const auto& [before, after, change] = GetParam();
  const auto comparison = compared(report_of({result("a", before)}), report_of({result("a", after)}));
  ASSERT_EQ(comparison.results.size(), 1U);
  EXPECT_EQ(comparison.results[0].change, change);
  EXPECT_EQ(comparison.results[0].before, before);
  EXPECT_EQ(comparison.results[0].after, after);
  EXPECT_EQ(comparison.results[0].reason, "why");
}

INSTANTIATE_TEST_SUITE_P(Compare, Verdict,
                         testing::Values(Became{VerdictKind::pass, VerdictKind::fail, Change::regression},
                                         Became{VerdictKind::pass, VerdictKind::hang, Change::regression},
                                         Became{VerdictKind::pass, VerdictKind::error, Change::regression},
                                         Became{VerdictKind::pass, VerdictKind::xpass, Change::regression},
                                         Became{VerdictKind::xfail, VerdictKind::fail, Change::regression},
                                         Became{VerdictKind::xfail, VerdictKind::xpass, Change::regression},
                                         Became{VerdictKind::skip, VerdictKind::fail, Change::regression},
                                         Became{VerdictKind::skip, VerdictKind::error, Change::regression},
                                         Became{VerdictKind::fail, VerdictKind::pass, Change::improvement},
                                         Became{VerdictKind::xpass, VerdictKind::pass, Change::improvement},
                                         Became{VerdictKind::xfail, VerdictKind::pass, Change::improvement},
                                         Became{VerdictKind::skip, VerdictKind::pass, Change::improvement},
                                         Became{VerdictKind::pass, VerdictKind::skip, Change::other},
                                         Became{VerdictKind::pass, VerdictKind::xfail, Change::other},
                                         Became{VerdictKind::fail, VerdictKind::xfail, Change::other},
                                         Became{VerdictKind::fail, VerdictKind::skip, Change::other},
                                         Became{VerdictKind::fail, VerdictKind::hang, Change::other},
                                         Became{VerdictKind::error, VerdictKind::fail, Change::other}),
                         [](const auto& test) {
                           return std::string{model::name(test.param.before)} + "_to_" +
                                  std::string{model::name(test.param.after)};
                         });

TEST(Compare, FindsNothingInAReportAndItself) {
  auto report = report_of({result("a", VerdictKind::pass), result("b", VerdictKind::fail)});
  report.loads = test_support::repeats("load", {100, 101, 102});
  const auto comparison = compared(report, report);
  EXPECT_THAT(comparison.results, IsEmpty());
  EXPECT_THAT(comparison.drifts, IsEmpty());
  EXPECT_THAT(comparison.environment, IsEmpty());
  EXPECT_EQ(model::summarize(comparison).regressions(), 0U);
}

TEST(Compare, NamesRegressionsFirst) {
  const auto before = report_of(
      {result("better", VerdictKind::fail), result("gone", VerdictKind::pass), result("worse", VerdictKind::pass)});
  const auto after = report_of({result("better", VerdictKind::pass), result("worse", VerdictKind::fail)});
  const auto comparison = compared(before, after);
  ASSERT_EQ(comparison.results.size(), 3U);
  EXPECT_EQ(comparison.results[0].id, "worse");
  EXPECT_EQ(comparison.results[1].id, "better");
  EXPECT_EQ(comparison.results[2].id, "gone");
  EXPECT_EQ(comparison.results[2].change, Change::disappeared);
  EXPECT_EQ(comparison.results[2].after, std::nullopt);
}

TEST(Appeared, IsARegressionWhereItFailsAndWasDue) {
  const auto after = report_of({result("bad", VerdictKind::hang), result("good", VerdictKind::pass)});
  const auto changes = compared({}, after).results;
  EXPECT_THAT(ids(changes, Change::regression), ElementsAre("bad"));
  EXPECT_THAT(ids(changes, Change::appeared), ElementsAre("good"));
}

TEST(Appeared, IsNoRegressionInAnotherCatalogue) {
  auto after = report_of({result("bad", VerdictKind::fail)});
  after.origin.catalogue_version = 2;
  EXPECT_THAT(ids(compared({}, after).results, Change::appeared), ElementsAre("bad"));
}

TEST(Appeared, IsNoRegressionAfterARunThatWasInterrupted) {
  model::ReportDigest before;
  before.origin.interrupted = true;
  const auto after = report_of({result("bad", VerdictKind::fail)});
  EXPECT_THAT(ids(compared(before, after).results, Change::appeared), ElementsAre("bad"));
}

TEST(Drift, IsAnotherAlertOrGradeAtTheSameVerdict) {
  auto before = result("a", VerdictKind::pass);
  before.security = "rejected";
  before.alert = "bad_certificate";
  before.grade = "exact";
  auto after = before;
  after.alert = "unknown_ca";
  after.grade = "other_alert";
  const auto comparison = compared(report_of({before}), report_of({after}));
  EXPECT_THAT(comparison.results, IsEmpty());
  ASSERT_EQ(comparison.drifts.size(), 1U);
  ASSERT_EQ(comparison.drifts[0].differences.size(), 2U);
  EXPECT_EQ(comparison.drifts[0].differences[0].what, "alert");
  EXPECT_EQ(comparison.drifts[0].differences[0].before, "bad_certificate");
  EXPECT_EQ(comparison.drifts[0].differences[1].after, "other_alert");
  EXPECT_EQ(model::summarize(comparison).regressions(), 0U);
}

TEST(Drift, IsAnotherPolicyToo) {
  auto before = result("may", VerdictKind::pass);
  before.security = "rejected";
  auto after = before;
  after.security = "accepted";
  EXPECT_EQ(compared(report_of({before}), report_of({after})).drifts.size(), 1U);
}

TEST(Drift, IsNotToldOfAVerdictThatChanged) {
  auto before = result("a", VerdictKind::pass);
  before.alert = "bad_certificate";
  EXPECT_THAT(compared(report_of({before}), report_of({result("a", VerdictKind::fail)})).drifts, IsEmpty());
}

TEST(Environment, IsSaidWhereItDiffers) {
  model::ReportDigest before;
  before.origin = {.version = "1.0", .commit = "abc", .cpu = "one", .openssl = "3.0", .cores = 2};
  auto after = before;
  after.origin.openssl = "3.2";
  after.origin.commit = "def";
  auto comparison = compared(before, after);
  ASSERT_EQ(comparison.environment.size(), 2U);
  EXPECT_EQ(comparison.environment[0].what, "openssl");
  EXPECT_EQ(comparison.environment[1].before, "1.0 (abc)");
  EXPECT_FALSE(comparison.other_machine);
  after.origin.cpu = "another";
  EXPECT_TRUE(compared(before, after).other_machine);
  after.origin.cpu = "one";
  after.origin.cores = 4;
  EXPECT_TRUE(compared(before, after).other_machine);
}

TEST(Environment, IsBusyWhereOthersHaveTheMachine) {
  model::ReportDigest quiet;
  quiet.origin = {.cores = 2, .load_average = 4, .steal_percent = 5};
  auto crowded = quiet;
  crowded.origin.load_average = 4.1;
  auto robbed = quiet;
  robbed.origin.steal_percent = 5.1;
  EXPECT_TRUE(compared(quiet, quiet).same_quiet_machine());
  EXPECT_TRUE(compared(crowded, quiet).busy_before);
  EXPECT_TRUE(compared(quiet, robbed).busy_after);
  EXPECT_FALSE(compared(quiet, robbed).same_quiet_machine());
}

}  // namespace
}  // namespace tlsgauge::verdict
