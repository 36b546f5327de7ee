#pragma once

#include <cstdint>
#include <random>

#include "core/clock.hpp"
#include "load/plan.hpp"

namespace tlsgauge::load {

/// The intended start times of an open loop. They do not depend on how long anything takes: a server that stalls for a
/// second makes the starts of that second late, and their latency counts from when they were due.
class Schedule {
 public:
  /// `rate` in starts a second, > 0; `phase` shifts the first start by that part of a gap, so that threads interleave.
  Schedule(core::TimePoint begin, double rate, Arrivals arrivals, double phase, std::uint64_t seed);

  /// When the next start is due.
  [[nodiscard]] core::TimePoint next() const noexcept { return next_; }
  /// Takes the next start from the schedule.
  void advance();
  /// Takes all starts that are due before `end`. @return how many.
  std::uint64_t skip_before(core::TimePoint end);

 private:
  void set_next() { next_ = begin_ + core::Nanoseconds{static_cast<std::int64_t>(elapsed_ns_)}; }

  core::TimePoint begin_;
  double gap_ns_;
  double phase_;
  std::uint64_t number_ = 0;  // of the next start
  double elapsed_ns_;
  Arrivals arrivals_;
  std::mt19937_64 random_;
  core::TimePoint next_;
};

}  // namespace tlsgauge::load
