#include "unit/verdict/compare_cases.hpp"

namespace tlsgauge::verdict {
namespace {

using model::Change;
using model::CostFinding;
using test_support::repeats;
using test_support::report_of;
using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<double> ordinary{98, 99, 100, 101, 102};
const std::vector<double> dearer{123, 124, 125, 126, 127};

/// The only load of a comparison of repeats of one load.
model::LoadChange only_load(const std::vector<model::LoadDigest>& before, const std::vector<model::LoadDigest>& after,
                            const model::CostGate& gate = {}) {
  const auto comparison = compare(report_of(before), report_of(after), gate);
  EXPECT_EQ(comparison.loads.size(), 1U);
  return comparison.loads.front();
}

std::vector<CostFinding> findings(const model::LoadChange& load) {
  std::vector<CostFinding> found;
  for (const auto& cost : load.costs) found.push_back(cost.finding);
  return found;
}

std::vector<model::LoadDigest> with_latency(std::vector<model::LoadDigest> loads) {
  for (auto& load : loads) load.latency_p50 = load.latency_p99 = load.client_cpu;
  return loads;
}

TEST(Cost, ARiseByAQuarterIsFound) {
  const auto load = only_load(repeats("load", ordinary), repeats("load", dearer));
  EXPECT_THAT(findings(load), ElementsAre(CostFinding::costlier, CostFinding::costlier));
  EXPECT_NEAR(load.costs[0].ratio, 1.25, 0.001);
  EXPECT_NEAR(load.costs[0].before.count(), 99'990, 1);
  ASSERT_TRUE(load.costs[0].interval);
  EXPECT_GT(load.costs[0].interval->low, 1.1);
  EXPECT_LT(load.costs[0].interval->high, 1.42);
}

TEST(Cost, AFallByAQuarterIsFoundAndNoRegression) {
  const auto comparison = compare(report_of(repeats("load", dearer)), report_of(repeats("load", ordinary)), {});
  EXPECT_THAT(findings(comparison.loads[0]), ElementsAre(CostFinding::cheaper, CostFinding::cheaper));
  EXPECT_EQ(model::summarize(comparison).regressions(), 0U);
}

TEST(Cost, ARiseWithinTheToleranceIsNone) {
  const auto load = only_load(repeats("load", ordinary), repeats("load", dearer), {.tolerance = 0.25});
  EXPECT_THAT(findings(load), ElementsAre(CostFinding::unchanged, CostFinding::unchanged));
}

TEST(Cost, ARiseThatNoiseExplainsIsNone) {
  const auto load = only_load(repeats("load", {70, 100, 130}), repeats("load", {95, 125, 155}));
  EXPECT_THAT(findings(load), ElementsAre(CostFinding::unchanged, CostFinding::unchanged));
}

TEST(Cost, OfTwoRepeatsIsShownAndNeverGates) {
  const auto load = only_load(repeats("load", ordinary), repeats("load", {125, 125}));
  EXPECT_THAT(findings(load), ElementsAre(CostFinding::shown, CostFinding::shown));
  EXPECT_EQ(load.costs[0].not_judged_because, "too few repeats");
  EXPECT_TRUE(load.costs[0].interval);
}

TEST(Cost, OfOneRepeatHasNoInterval) {
  const auto load = only_load(repeats("load", ordinary), repeats("load", {125}));
  EXPECT_THAT(findings(load), ElementsAre(CostFinding::shown, CostFinding::shown));
  EXPECT_FALSE(load.costs[0].interval);
  EXPECT_NEAR(load.costs[0].ratio, 1.25, 0.001);
}

TEST(Cost, OfAnotherMachineGatesOnlyWhenAskedTo) {
  const auto before = report_of(repeats("load", ordinary));
  auto after = report_of(repeats("load", dearer));
  after.origin.cpu = "another";
  EXPECT_EQ(model::summarize(compare(before, after, {})).cost_regressions, 0U);
  EXPECT_EQ(model::summarize(compare(before, after, {.across_machines = true})).cost_regressions, 2U);
}

TEST(Cost, OfABusyMachineGatesOnlyWhenAskedTo) {
  auto before = report_of(repeats("load", ordinary));
  const auto after = report_of(repeats("load", dearer));
  const auto regressions = [&](const model::CostGate& gate) {
    return model::summarize(compare(before, after, gate)).cost_regressions;
  };
  EXPECT_EQ(regressions({}), 2U);
  before.origin.steal_percent = 6;
  EXPECT_EQ(regressions({}), 0U);
  EXPECT_EQ(regressions({.across_machines = true}), 2U);
}

TEST(Cost, MeasuredWithOtherOptionsIsNotJudged) {
  auto before = repeats("load", ordinary);
  auto after = repeats("load", dearer);
  for (auto& load : before) load.options = {{"connections", "8"}, {"server-pid", "11"}, {"rate", "closed"}};
  for (auto& load : after) load.options = {{"connections", "64"}, {"server-pid", "12"}, {"rate", "100"}};
  const auto load = only_load(before, after);
  EXPECT_THAT(load.notes, ElementsAre("connections 8 → 64", "rate closed → 100"));
  EXPECT_THAT(findings(load), ElementsAre(CostFinding::shown, CostFinding::shown));
}

TEST(Cost, OfAnOptionThatAnOlderReportDoesNotTellIsJudged) {
  auto before = repeats("load", ordinary);
  auto after = repeats("load", dearer);
  for (auto& load : after) load.options = {{"login", "none"}};
  EXPECT_THAT(only_load(before, after).notes, IsEmpty());
  EXPECT_THAT(only_load(after, before).notes, IsEmpty());
}

TEST(Cost, OfMixedRepeatsIsNotJudged) {
  auto mixed = repeats("load", ordinary);
  mixed[0].engine = "openssl";
  EXPECT_THAT(only_load(mixed, mixed).notes, ElementsAre("engine openssl, wire on either side"));
}

TEST(Cost, ThatOneSideDidNotMeasureIsNamed) {
  auto after = repeats("load", ordinary);
  for (auto& load : after) load.server_cpu.reset();
  const auto load = only_load(repeats("load", ordinary), after);
  EXPECT_THAT(load.notes, ElementsAre("server_cpu_ns_per_op is in OLD only"));
  EXPECT_THAT(findings(load), ElementsAre(CostFinding::unchanged));
}

TEST(Latency, GatesOnlyWhenAskedTo) {
  const auto before = with_latency(repeats("load", ordinary));
  const auto after = with_latency(repeats("load", dearer));
  EXPECT_THAT(findings(only_load(before, after)),
              ElementsAre(CostFinding::costlier, CostFinding::costlier, CostFinding::shown, CostFinding::shown));
  EXPECT_THAT(findings(only_load(before, after, {.cpu = false, .latency = true})),
              ElementsAre(CostFinding::shown, CostFinding::shown, CostFinding::costlier, CostFinding::costlier));
}

TEST(Load, ThatIsNoLongerValidIsARegressionAndNotCompared) {
  auto after = repeats("load", {100, 1000, 100});
  after[1].invalid_because = "3 of 500 handshakes failed";
  const auto load = only_load(repeats("load", {100, 100, 100}), after);
  EXPECT_EQ(load.change, Change::regression);
  EXPECT_EQ(load.after.invalid, 1U);
  EXPECT_EQ(load.invalid_because, "3 of 500 handshakes failed");
  EXPECT_NEAR(load.costs[0].ratio, 1, 1e-9);
  EXPECT_EQ(load.costs[0].repeats_after, 2U);
}

TEST(Load, ThatWasNotValidBeforeIsNoRegression) {
  auto bad = repeats("load", {100});
  bad[0].invalid_because = "interrupted";
  const auto load = only_load(bad, bad);
  EXPECT_EQ(load.change, Change::none);
  EXPECT_THAT(load.costs, IsEmpty());
  EXPECT_EQ(only_load(bad, repeats("load", {100})).change, Change::improvement);
}

TEST(Load, OfOneReportOnlyIsNamed) {
  const auto comparison = compare(report_of(repeats("old", ordinary)), report_of(repeats("new", ordinary)), {});
  ASSERT_EQ(comparison.loads.size(), 2U);
  EXPECT_EQ(comparison.loads[0].name, "new");
  EXPECT_EQ(comparison.loads[0].change, Change::appeared);
  EXPECT_EQ(comparison.loads[1].change, Change::disappeared);
  EXPECT_EQ(model::summarize(comparison).regressions(), 0U);
}

TEST(Loads, NameRegressionsFirst) {
  auto before = repeats("same", ordinary);
  auto after = before;
  std::ranges::move(repeats("dearer", ordinary), std::back_inserter(before));
  std::ranges::move(repeats("dearer", dearer), std::back_inserter(after));
  EXPECT_EQ(compare(report_of(before), report_of(after), {}).loads[0].name, "dearer");
}

}  // namespace
}  // namespace tlsgauge::verdict
