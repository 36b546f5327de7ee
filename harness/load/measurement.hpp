#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "load/plan.hpp"
#include "load/worker.hpp"

namespace tlsgauge::load {

/// What the workers of a load have counted, and what it took.
struct Measurement {
  Statistics sum;
  std::chrono::nanoseconds elapsed{0};      ///< of the measured part, at most to its end
  std::chrono::nanoseconds process_cpu{0};  ///< of this process in the measured part, all its threads together
  std::optional<std::chrono::nanoseconds> server_cpu;  ///< of the measured part; empty: it cannot be seen
  bool interrupted = false;
};

/// The window of a load that begins now.
[[nodiscard]] Window window_from_now(const Pace& pace);

/// The intended starts of worker `index` out of `workers`, which share the rate; empty in a closed loop.
[[nodiscard]] std::optional<Schedule> schedule_of(const Pace& pace, unsigned index, unsigned workers,
                                                  core::TimePoint begin);

/// The part of `total` that falls to `index` out of `parts`: parts differ by one at most.
[[nodiscard]] constexpr std::uint64_t share(std::uint64_t total, unsigned index, unsigned parts) {
  return total / parts + (index < total % parts ? 1 : 0);
}

/// Runs `workers`, each on a thread, to the end of the load, and adds up what they have counted.
[[nodiscard]] Measurement measure(const Plan& plan, const Window& window,
                                  const std::vector<std::unique_ptr<Worker>>& workers, const std::stop_token& stop);

}  // namespace tlsgauge::load
