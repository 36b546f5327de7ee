#include "load/arrivals.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

constexpr core::TimePoint kBegin{};

std::vector<std::chrono::nanoseconds> starts(Schedule schedule, int count) {
  std::vector<std::chrono::nanoseconds> times;
  for (int i = 0; i < count; ++i, schedule.advance()) times.push_back(schedule.next() - kBegin);
  return times;
}

TEST(Schedule, SpacesConstantArrivalsEvenly) {
  EXPECT_THAT(starts({kBegin, 10, Arrivals::constant, 0, 1}, 4), testing::ElementsAre(0ms, 100ms, 200ms, 300ms));
}

TEST(Schedule, InterleavesThreadsByTheirPhase) {
  EXPECT_THAT(starts({kBegin, 10, Arrivals::constant, 0.5, 1}, 3), testing::ElementsAre(50ms, 150ms, 250ms));
}

TEST(Schedule, DoesNotDriftWhenTheGapIsNoWholeNumberOfNanoseconds) {
  const auto times = starts({kBegin, 3, Arrivals::constant, 0, 1}, 3'000'001);
  EXPECT_NEAR(static_cast<double>(times.back().count()), 1e6 * 1e9, 1e3);
}

TEST(Schedule, KeepsTheMeanRateOfPoissonArrivalsAndVariesTheirGaps) {
  const auto times = starts({kBegin, 1000, Arrivals::poisson, 0, 7}, 100'001);
  EXPECT_NEAR(std::chrono::duration<double>(times.back()).count(), 100, 2);
  int shorter = 0;
  for (std::size_t i = 1; i < times.size(); ++i) shorter += times[i] - times[i - 1] < 1ms ? 1 : 0;
  // An exponential distribution has 63.2 % of its mass below the mean.
  EXPECT_NEAR(shorter, 63'212, 1'000);
}

TEST(Schedule, SkipsExactlyWhatIsDueBefore) {
  Schedule schedule{kBegin, 10, Arrivals::constant, 0.5, 1};
  schedule.advance();
  EXPECT_EQ(schedule.skip_before(kBegin + 450ms), 3U) << "150, 250 and 350 ms";
  EXPECT_EQ(schedule.next() - kBegin, 450ms);
  EXPECT_EQ(schedule.skip_before(kBegin + 450ms), 0U);
  EXPECT_EQ(schedule.skip_before(kBegin + 451ms), 1U);
}

TEST(Schedule, SkipsAsManyPoissonArrivalsAsThereWouldHaveBeen) {
  Schedule schedule{kBegin, 1000, Arrivals::poisson, 0, 7};
  EXPECT_NEAR(static_cast<double>(schedule.skip_before(kBegin + 100s)), 100'000, 2'000);
  EXPECT_GE(schedule.next(), kBegin + 100s);
  EXPECT_EQ(schedule.skip_before(kBegin + 100s), 0U);
}

TEST(Schedule, IsTheSameForTheSameSeed) {
  EXPECT_EQ(starts({kBegin, 100, Arrivals::poisson, 0, 3}, 50), starts({kBegin, 100, Arrivals::poisson, 0, 3}, 50));
  EXPECT_NE(starts({kBegin, 100, Arrivals::poisson, 0, 3}, 50), starts({kBegin, 100, Arrivals::poisson, 0, 4}, 50));
}

}  // namespace
}  // namespace tlsgauge::load
