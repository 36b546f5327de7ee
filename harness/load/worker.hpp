#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "load/arrivals.hpp"
#include "load/engine.hpp"
#include "load/statistics.hpp"

namespace tlsgauge::load {

/// When a load measures, and when it starts no more. Before `measure_from` it warms up: it does the same and counts
/// nothing.
struct Window {
  core::TimePoint begin, measure_from, end;
};

/// One thread of a load: as soon as an operation has ended the next begins in its slot (closed loop), or operations
/// begin when the schedule says so (open loop). Shares nothing with other workers.
class Worker {
 public:
  /// `schedule` makes it an open loop; `patience` is how long an operation can be under way.
  Worker(std::unique_ptr<Engine> engine, const std::optional<Schedule>& schedule, std::chrono::nanoseconds patience);

  /// Runs until the window ends or `count` operations are measured, and what was started has ended; or until `stop`.
  /// An open loop goes on, for as long as its patience, to begin what was due before the window's end: that it is late
  /// is what is to be seen. Statistics then hold what began inside the measured part, or should have.
  void run(const Window& window, std::optional<std::uint64_t> count, const std::stop_token& stop);

  /// After run().
  [[nodiscard]] const Statistics& statistics() const noexcept { return statistics_; }

  /// Operations of the measured part so far. Any thread may ask at any time.
  [[nodiscard]] std::uint64_t completed() const noexcept { return completed_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t failed() const noexcept { return failed_.load(std::memory_order_relaxed); }

 private:
  void begin_measuring(core::TimePoint now, core::TimePoint until);
  void end_measuring();
  [[nodiscard]] bool may_start() const;
  void catch_up(core::TimePoint due_before, const std::stop_token& stop);
  void drain(const std::stop_token& stop);
  void start_due(core::TimePoint now);
  void start(core::TimePoint intended);
  void wait();
  void settle(std::uint32_t slot, core::TimePoint now);

  std::unique_ptr<Engine> engine_;
  std::optional<Schedule> schedule_;
  std::chrono::nanoseconds patience_;
  std::vector<std::uint32_t> idle_, ended_;
  std::vector<bool> measured_;         // by slot: its operation began in the measured part
  std::optional<std::uint64_t> left_;  // operations still to start
  std::uint64_t under_way_ = 0;        // of those that are measured
  bool measuring_ = false;
  std::optional<core::TimePoint> full_since_;  // every slot has been busy at the end of each round of starts
  std::chrono::nanoseconds cpu_at_start_{0}, engine_cpu_at_start_{0};
  core::TimePoint started_measuring_, measured_until_;
  Statistics statistics_;
  std::atomic<std::uint64_t> completed_{0}, failed_{0};  // other threads read them now and then
};

}  // namespace tlsgauge::load
