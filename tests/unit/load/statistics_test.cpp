#include "load/statistics.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

Statistics one_thread() {
  Statistics statistics;
  statistics.operations.complete();
  statistics.operations.complete();
  statistics.operations.fail("timeout");
  statistics.connections.complete();
  count(statistics.census.version, "TLSv1.3");
  count(statistics.census.version, "TLSv1.3");
  statistics.census.resumed = 1;
  statistics.crowded_out = 1;
  statistics.cpu = 5ms;
  statistics.utilization = 0.5;
  statistics.latency.record(1ms);
  statistics.latency.record(2ms);
  return statistics;
}

TEST(Statistics, OfSeveralThreadsAddUp) {
  auto sum = one_thread();
  sum.add(one_thread());
  EXPECT_EQ(sum.operations.started, 6U);
  EXPECT_EQ(sum.operations.completed, 4U);
  EXPECT_THAT(sum.operations.failed, testing::ElementsAre(testing::Pair("timeout", 2)));
  EXPECT_EQ(sum.operations.failures(), 2U);
  EXPECT_EQ(sum.connections.completed, 2U);
  EXPECT_THAT(sum.census.version, testing::ElementsAre(testing::Pair("TLSv1.3", 4)));
  EXPECT_EQ(sum.census.resumed, 2U);
  EXPECT_EQ(sum.crowded_out, 2U);
  EXPECT_EQ(sum.cpu, 10ms);
  EXPECT_EQ(sum.latency.count(), 4U);
}

TEST(Statistics, KnowTheBusiestThread) {
  auto sum = one_thread();
  auto busy = one_thread();
  busy.utilization = 0.9;
  sum.add(busy);
  EXPECT_EQ(sum.utilization, 0.9);
}

TEST(Statistics, TakeLatencyFromTheIntendedStartAndOnlyOfWhatWasCompleted) {
  constexpr core::TimePoint kIntended{};
  Statistics statistics;
  statistics.count_operation({.intended = kIntended, .started = kIntended + 2ms, .finished = kIntended + 5ms}, "");
  statistics.count_operation({.intended = kIntended, .started = kIntended + 2ms, .finished = kIntended + 9ms}, "reset");
  EXPECT_EQ(statistics.latency.count(), 1U);
  EXPECT_NEAR(static_cast<double>(statistics.latency.max().count()), 5e6, 5e3);
  EXPECT_EQ(statistics.schedule_lag.count(), 2U);
  EXPECT_THAT(statistics.operations.failed, testing::ElementsAre(testing::Pair("reset", 1)));
}

TEST(LatencySummary, OfNothingIsZeroAndHasNoHistogram) {
  const auto summary = summarize(Histogram{});
  EXPECT_EQ(summary.count, 0U);
  EXPECT_EQ(summary.max, 0ns);
  EXPECT_TRUE(summary.histogram.empty());
}

TEST(LatencySummary, HasItsPercentilesInOrder) {
  Histogram histogram;
  for (int i = 1; i <= 100'000; ++i) histogram.record(std::chrono::microseconds{i});
  const auto summary = summarize(histogram);
  EXPECT_LE(summary.p50, summary.p90);
  EXPECT_LE(summary.p90, summary.p99);
  EXPECT_LE(summary.p99, summary.p99_9);
  EXPECT_LE(summary.p99_9, summary.p99_99);
  EXPECT_LE(summary.p99_99, summary.max);
  EXPECT_NEAR(static_cast<double>(summary.p99_9.count()), 99.9e6, 0.1e6);
}

}  // namespace
}  // namespace tlsgauge::load
