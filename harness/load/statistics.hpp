#pragma once

#include <cstdint>
#include <string_view>

#include "load/histogram.hpp"
#include "model/load.hpp"

namespace tlsgauge::load {

/// What one thread counts, without sharing a cache line with another; added up at the end.
struct Statistics {
  std::uint64_t started = 0;
  std::uint64_t completed = 0;
  model::Counts failed;
  model::Census census;
  std::chrono::nanoseconds cpu{0};
  Histogram latency;       ///< from the intended start to the proof that was asked for
  Histogram tcp;           ///< connect
  Histogram handshake;     ///< from connected to the client's end of the handshake
  Histogram acceptance;    ///< from there to the application's answer
  Histogram schedule_lag;  ///< from the intended to the actual start

  void add(const Statistics& other);
};

/// Adds one to `name`; a name that is known costs no allocation.
void count(model::Counts& counts, std::string_view name);

/// Percentiles and encoding of a histogram.
[[nodiscard]] model::LatencySummary summarize(const Histogram& histogram);

}  // namespace tlsgauge::load
