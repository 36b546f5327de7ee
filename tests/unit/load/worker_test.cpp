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
  void count_into(std::uint32_t slot, bool measured, Statistics& statistics) override {
    if (measured) statistics.count_operation(times_[slot], ++ended_ % 3 == 0 ? "third" : "");
  }

 private:
  std::vector<Times> times_;
  std::vector<std::uint32_t> started_;
  std::uint64_t ended_ = 0;
};

/// Never ends an operation, and waits for none.
class DeadEngine final : public Engine {
 public:
  [[nodiscard]] std::uint32_t slots() const override { return 1; }
  void start(std::uint32_t /*slot*/, core::TimePoint /*intended*/) override {}
  void wait(std::optional<core::TimePoint> /*until*/, std::vector<std::uint32_t>& /*ended*/) override {}
  void count_into(std::uint32_t /*slot*/, bool /*measured*/, Statistics& /*statistics*/) override {}
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

TEST(Worker, DoesNotWaitForeverForWhatNeverEnds) {
  Worker worker{std::make_unique<DeadEngine>(), std::nullopt, 1ms};
  worker.run(window(1ms), std::nullopt, {});
  EXPECT_EQ(worker.statistics().operations.started, 0U);
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
