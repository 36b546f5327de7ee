#include "load/statistics.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

Statistics one_thread() {
  Statistics statistics;
  statistics.started = 3;
  statistics.completed = 2;
  count(statistics.failed, "timeout");
  count(statistics.census.version, "TLSv1.3");
  count(statistics.census.version, "TLSv1.3");
  statistics.census.resumed = 1;
  statistics.cpu = 5ms;
  statistics.latency.record(1ms);
  statistics.latency.record(2ms);
  return statistics;
}

TEST(Statistics, OfSeveralThreadsAddUp) {
  auto sum = one_thread();
  sum.add(one_thread());
  EXPECT_EQ(sum.started, 6U);
  EXPECT_EQ(sum.completed, 4U);
  EXPECT_THAT(sum.failed, testing::ElementsAre(testing::Pair("timeout", 2)));
  EXPECT_THAT(sum.census.version, testing::ElementsAre(testing::Pair("TLSv1.3", 4)));
  EXPECT_EQ(sum.census.resumed, 2U);
  EXPECT_EQ(sum.cpu, 10ms);
  EXPECT_EQ(sum.latency.count(), 4U);
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
