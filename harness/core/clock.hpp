#pragma once

#include <chrono>
#include <stop_token>

namespace tlsgauge::core {

using TimePoint = std::chrono::steady_clock::time_point;
using Nanoseconds = std::chrono::nanoseconds;

/// Where time comes from. Tests inject a clock that they move by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const noexcept = 0;
};

/// The monotonic clock of the machine.
[[nodiscard]] const Clock& steady_clock() noexcept;

/// The moment at which a wait ends: a point in time, or earlier when the user interrupts the run. Every wait has one.
/// Cheap to copy; the clock must outlive it.
class Deadline {
 public:
  Deadline(const Clock& clock, Nanoseconds from_now, std::stop_token stop = {})
      : clock_{&clock}, at_{clock.now() + from_now}, stop_{std::move(stop)} {}

  [[nodiscard]] bool interrupted() const noexcept { return stop_.stop_requested(); }
  [[nodiscard]] bool expired() const noexcept { return interrupted() || clock_->now() >= at_; }
  /// Never negative; zero once interrupted.
  [[nodiscard]] Nanoseconds remaining() const noexcept;
  /// Milliseconds for one poll(2): at most 50, so that an interruption is noticed, and at least 1 while time is left.
  [[nodiscard]] int poll_slice() const noexcept;
  /// The earlier of this deadline and `from_now`; keeps the interruption.
  [[nodiscard]] Deadline at_most(Nanoseconds from_now) const;
  [[nodiscard]] TimePoint now() const noexcept { return clock_->now(); }
  [[nodiscard]] const Clock& clock() const noexcept { return *clock_; }
  [[nodiscard]] const std::stop_token& stop() const noexcept { return stop_; }

 private:
  const Clock* clock_;
  TimePoint at_;
  std::stop_token stop_;
};

}  // namespace tlsgauge::core
