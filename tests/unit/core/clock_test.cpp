#include "core/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "support/manual_clock.hpp"

namespace tlsgauge::core {
namespace {

using namespace std::chrono_literals;
using test_support::ManualClock;

TEST(Deadline, ExpiresAtItsMoment) {
  ManualClock clock;
  const Deadline deadline{clock, 100ms};
  clock.advance(99ms);
  EXPECT_FALSE(deadline.expired());
  EXPECT_EQ(deadline.remaining(), 1ms);
  clock.advance(1ms);
  EXPECT_TRUE(deadline.expired());
}

TEST(Deadline, HasNothingLeftOncePast) {
  ManualClock clock;
  const Deadline deadline{clock, 10ms};
  clock.advance(1h);
  EXPECT_EQ(deadline.remaining(), 0ns);
  EXPECT_EQ(deadline.poll_slice(), 0);
}

TEST(Deadline, PollsInSlicesThatNoticeAnInterruption) {
  ManualClock clock;
  EXPECT_EQ(Deadline(clock, 10s).poll_slice(), 50);
  EXPECT_EQ(Deadline(clock, 20ms).poll_slice(), 20);
}

TEST(Deadline, PollsForAMillisecondWhileAnyTimeIsLeft) {
  ManualClock clock;
  EXPECT_EQ(Deadline(clock, 1ns).poll_slice(), 1);
}

TEST(Deadline, EndsWhenTheRunIsInterrupted) {
  ManualClock clock;
  std::stop_source user;
  const Deadline deadline{clock, 1h, user.get_token()};
  EXPECT_FALSE(deadline.interrupted());
  user.request_stop();
  EXPECT_TRUE(deadline.interrupted());
  EXPECT_TRUE(deadline.expired());
  EXPECT_EQ(deadline.remaining(), 0ns);
}

TEST(Deadline, AtMostTakesTheEarlierOfTwo) {
  ManualClock clock;
  const Deadline deadline{clock, 1s};
  EXPECT_EQ(deadline.at_most(300ms).remaining(), 300ms);
  EXPECT_EQ(deadline.at_most(1h).remaining(), 1s);
}

TEST(Deadline, AtMostKeepsTheInterruption) {
  ManualClock clock;
  std::stop_source user;
  const auto sooner = Deadline{clock, 1h, user.get_token()}.at_most(1min);
  user.request_stop();
  EXPECT_TRUE(sooner.expired());
}

TEST(SteadyClock, NeverGoesBack) {
  const auto before = steady_clock().now();
  EXPECT_LE(before, steady_clock().now());
}

}  // namespace
}  // namespace tlsgauge::core
