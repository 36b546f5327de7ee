#pragma once

#include <cstdint>
#include <string_view>

#include "core/clock.hpp"
#include "load/histogram.hpp"
#include "model/load.hpp"

namespace tlsgauge::load {

/// Adds one to `name`; a name that is known costs no allocation.
void count(model::Counts& counts, std::string_view name);

/// How often something was begun, and what became of it.
struct Tally {
  std::uint64_t started = 0;
  std::uint64_t completed = 0;
  model::Counts failed;  ///< by class

  void complete() { ++started, ++completed; }
  void fail(std::string_view why) { ++started, count(failed, why); }
  void add(const Tally& other);
  [[nodiscard]] std::uint64_t failures() const;
};

/// When an operation was due, when it began, and when it ended.
struct Times {
  core::TimePoint intended, started, finished;
};

/// What one thread counts, without sharing a cache line with another; added up at the end.
struct Statistics {
  Tally operations;
  Tally connections;  ///< of operations that share connections; a handshake load leaves it empty
  model::Census census;
  std::uint64_t completed_in_time = 0;  ///< operations that completed inside the measured part, whenever they began
  std::uint64_t never_begun = 0;        ///< operations that were due inside the measured part
  std::uint64_t crowded_out = 0;        ///< operations that were due while every slot was busy
  std::chrono::nanoseconds cpu{0};      ///< of the measured part, and of the end of what began in it
  double utilization = 0;               ///< CPU time of the busiest thread over its time, both of the measured part
  Histogram latency;                    ///< from the intended start to the proof that was asked for
  Histogram tcp;                        ///< connect
  Histogram handshake;                  ///< from connected to the client's end of the handshake
  Histogram acceptance;                 ///< from there to the application's answer
  Histogram schedule_lag;               ///< from the intended to the actual start

  /// Counts an operation that ended; `failure` is its class, empty when it was completed.
  void count_operation(const Times& times, std::string_view failure);
  void add(const Statistics& other);
};

/// Percentiles and encoding of a histogram.
[[nodiscard]] model::LatencySummary summarize(const Histogram& histogram);

}  // namespace tlsgauge::load
