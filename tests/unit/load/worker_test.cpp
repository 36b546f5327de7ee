#include "load/worker.hpp"

#include <gmock/gmock.h>

#include "load/clock.hpp"
#include "load/measurement.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

/// Ends every operation in the next round, every third with a failure.
class QuickEngine final : public Engine {
 public:
  explicit QuickEngine(std::uint32_t slots) : times_(slots) {}

  [[nodiscard]] std::uint32_t slots() const override { return static_cast<std::uint32_t>(times_.size()); }
  void start(std::uint32_t slot, core::TimePoint intended) override {
    times_[slot] = {.intended = intended, .started = clock_now(), .finished = clock_now()};
    started_.push_back(slot);
  }
  void wait(std::optional<core::TimePoint> /*until*/, std::vector<std::uint32_t>& ended) override {
    ended.swap(started_);
  }
  bool count_into(std::uint32_t slot, bool measured, Statistics& statistics) override {
    const bool completed = ++ended_ % 3 != 0;
    if (measured) statistics.count_operation(times_[slot], completed ? "" : "third");
    return completed;
  }

 private:
  std::vector<Times> times_;
  std::vector<std::uint32_t> started_;
  std::uint64_t ended_ = 0;
};

/// Ends every operation, after `pause`.
class SlowEngine final : public Engine {
 public:
  explicit SlowEngine(std::chrono::nanoseconds pause) : pause_{pause} {}

  [[nodiscard]] std::uint32_t slots() const override { return 1; }
  void start(std::uint32_t /*slot*/, core::TimePoint intended) override {
    times_ = {.intended = intended, .started = clock_now(), .finished = {}};
    busy_ = true;
  }
  void wait(std::optional<core::TimePoint> /*until*/, std::vector<std::uint32_t>& ended) override {
    if (!busy_ || clock_now() < times_.started + pause_) return;
    times_.finished = clock_now();
    busy_ = false;
    ended.push_back(0);
  }
  bool count_into(std::uint32_t /*slot*/, bool measured, Statistics& statistics) override {
    if (measured) statistics.count_operation(times_, "");
    return true;
  }
  [[nodiscard]] std::chrono::nanoseconds own_thread_cpu() override {
    return clock_now().time_since_epoch();  // of a thread that never rests
  }

 private:
  std::chrono::nanoseconds pause_;
  Times times_;
  bool busy_ = false;
};

/// Never ends an operation, and waits for none.
class DeadEngine final : public Engine {
 public:
  [[nodiscard]] std::uint32_t slots() const override { return 1; }
  void start(std::uint32_t /*slot*/, core::TimePoint /*intended*/) override {}
  void wait(std::optional<core::TimePoint> /*until*/, std::vector<std::uint32_t>& /*ended*/) override {}
  bool count_into(std::uint32_t /*slot*/, bool /*measured*/, Statistics& /*statistics*/) override { return false; }
};

Window window(std::chrono::nanoseconds measured) {
  const auto now = clock_now();
  return {.begin = now, .measure_from = now, .end = now + measured};
}

TEST(Worker, MeasuresExactlyTheCountAndThenEnds) {
  Worker worker{std::make_unique<QuickEngine>(4), std::nullopt, 1s};
  worker.run(window(1h), 30, {});
  EXPECT_EQ(worker.statistics().operations.started, 30U);
  EXPECT_EQ(worker.completed(), 20U);
  EXPECT_EQ(worker.failed(), 10U);
}

TEST(Worker, CountsNothingBeforeTheMeasuredPart) {
  Worker worker{std::make_unique<QuickEngine>(4), std::nullopt, 1s};
  const auto now = clock_now();
  worker.run({.begin = now, .measure_from = now + 5ms, .end = now + 5ms}, std::nullopt, {});
  EXPECT_EQ(worker.statistics().operations.started, 0U);
}

TEST(Worker, StartsByItsScheduleAndNotFaster) {
  constexpr double kEveryFiveMilliseconds = 200;
  const auto limits = window(50ms);
  const Schedule schedule{limits.begin, kEveryFiveMilliseconds, Arrivals::constant, 0, 1};
  Worker worker{std::make_unique<QuickEngine>(4), schedule, 1s};
  worker.run(limits, std::nullopt, {});
  EXPECT_LE(worker.statistics().operations.started, 10U);
  EXPECT_GT(worker.statistics().operations.started, 0U);
}

/// A hundred starts within ten milliseconds, of which `engine` can do as many as it can.
Statistics of_a_hundred(std::unique_ptr<Engine> engine, std::chrono::nanoseconds patience,
                        std::optional<std::uint64_t> count = {}) {
  constexpr double kEveryTenthOfAMillisecond = 10'000;
  const auto limits = window(10ms);
  const Schedule schedule{limits.begin, kEveryTenthOfAMillisecond, Arrivals::constant, 0, 1};
  Worker worker{std::move(engine), schedule, patience};
  worker.run(limits, count, {});
  return worker.statistics();
}

TEST(Worker, BeginsLateWhatWasDueInTheWindow) {
  const auto statistics = of_a_hundred(std::make_unique<SlowEngine>(500us), 1h);
  EXPECT_EQ(statistics.operations.completed, 100U);
  EXPECT_EQ(statistics.never_begun, 0U);
  EXPECT_LE(statistics.completed_in_time, 20U) << "of half a millisecond each";
  EXPECT_GT(statistics.schedule_lag.max(), 30ms) << "the last was due at 9.9 ms, and began after 99 others";
}

TEST(Worker, CountsWhatWasDueAndNeverBegun) {
  const auto all = of_a_hundred(std::make_unique<DeadEngine>(), 1ms);
  EXPECT_EQ(all.never_begun, 99U);
  EXPECT_EQ(all.operations.started, 1U);
  EXPECT_EQ(of_a_hundred(std::make_unique<DeadEngine>(), 1ms, 10).never_begun, 9U) << "nothing else was asked for";
}

TEST(Worker, CountsWhatNeverEndsAsFailed) {
  Worker worker{std::make_unique<DeadEngine>(), std::nullopt, 1ms};
  worker.run(window(1ms), std::nullopt, {});
  EXPECT_THAT(worker.statistics().operations.failed, testing::ElementsAre(testing::Pair("local:never ended", 1)));
  EXPECT_EQ(worker.statistics().operations.started, 1U);
}

TEST(Worker, CountsWhatCompletesInTimeWheneverItBegan) {
  const auto now = clock_now();
  Worker worker{std::make_unique<SlowEngine>(40ms), std::nullopt, 1s};
  worker.run({.begin = now, .measure_from = now + 20ms, .end = now + 60ms}, std::nullopt, {});
  EXPECT_EQ(worker.statistics().completed_in_time, 1U) << "which began in the warm-up";
  EXPECT_EQ(worker.statistics().operations.completed, 1U) << "which ended after the measured part";
}

TEST(Worker, IsAsBusyAsTheBusiestOfItsThreads) {
  Worker worker{std::make_unique<SlowEngine>(1ms), std::nullopt, 1s};
  worker.run(window(5ms), std::nullopt, {});
  EXPECT_NEAR(worker.statistics().utilization, 1, 0.2);
}

TEST(Worker, EndsAtOnceWhenItIsInterrupted) {
  std::stop_source stop;
  stop.request_stop();
  Worker worker{std::make_unique<DeadEngine>(), std::nullopt, 1h};
  worker.run(window(1h), std::nullopt, stop.get_token());
  EXPECT_EQ(worker.statistics().operations.started, 0U);
}

TEST(Share, OfWorkersAddsUpAndIsEven) {
  EXPECT_EQ(share(10, 0, 3) + share(10, 1, 3) + share(10, 2, 3), 10U);
  EXPECT_EQ(share(10, 0, 3), 4U);
  EXPECT_EQ(share(10, 2, 3), 3U);
  EXPECT_EQ(share(2, 2, 3), 0U);
}

TEST(ScheduleOfAWorker, IsItsPartOfTheRateBetweenThoseOfTheOthers) {
  const Pace pace{.rate = 100.0};
  const core::TimePoint begin{};
  EXPECT_EQ(schedule_of(pace, 0, 2, begin)->next() - begin, 0ms);
  EXPECT_EQ(schedule_of(pace, 1, 2, begin)->next() - begin, 10ms);
  EXPECT_FALSE(schedule_of(Pace{}, 0, 2, begin));
}

}  // namespace
}  // namespace tlsgauge::load
