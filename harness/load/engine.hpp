#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "load/statistics.hpp"

namespace tlsgauge::load {

/// The longest that an engine waits: an interruption, or the end of the window, is noticed no later.
inline constexpr std::chrono::milliseconds kLongestWait{50};

/// What carries out the operations of one worker, each in a slot: sockets on an epoll set, or gRPC's completion queue.
/// An operation ends by itself, by its timeout at the latest. Used by one thread at a time.
class Engine {
 public:
  virtual ~Engine() = default;

  /// How many operations can be under way.
  [[nodiscard]] virtual std::uint32_t slots() const = 0;
  /// Begins an operation in `slot`, which is idle. `intended` is when it was due.
  virtual void start(std::uint32_t slot, core::TimePoint intended) = 0;
  /// Waits for something to happen, until `until` at the latest and never longer than kLongestWait, and deals with it.
  /// Appends to `ended` the slots whose operations have ended, those of start() included.
  virtual void wait(std::optional<core::TimePoint> until, std::vector<std::uint32_t>& ended) = 0;
  /// Counts the operation that ended in `slot`, if it is `measured`, and what it says about connections in any case.
  /// @return whether it was completed.
  virtual bool count_into(std::uint32_t slot, bool measured, Statistics& statistics) = 0;
  /// CPU time that threads of the engine's own have used, the busiest of them; zero: it has none.
  [[nodiscard]] virtual std::chrono::nanoseconds own_thread_cpu() { return {}; }
};

}  // namespace tlsgauge::load
