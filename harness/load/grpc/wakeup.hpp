#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/clock.hpp"

namespace tlsgauge::load {

/// Wakes the thread that waits on a completion queue. The queue outlives it, and is drained before it is destroyed.
class Wakeup {
 public:
  explicit Wakeup(grpc::CompletionQueue& queue) : queue_{queue} {}

  /// Makes tag() come out of the queue once, however often it is called until then. Thread-safe.
  void notify();
  /// The tag came out: the next notify() sends another.
  void acknowledge() { pending_.store(false); }
  [[nodiscard]] void* tag() { return this; }

 private:
  grpc::CompletionQueue& queue_;
  grpc::Alarm alarm_;
  std::atomic<bool> pending_{false};
};

/// Wakes at a time, to the nanosecond: gRPC's own timers and its queue's deadlines know milliseconds only. Runs a
/// thread from its first use on.
class WakeupTimer {
 public:
  explicit WakeupTimer(Wakeup& wakeup) : wakeup_{wakeup} {}
  WakeupTimer(const WakeupTimer&) = delete;
  WakeupTimer& operator=(const WakeupTimer&) = delete;
  ~WakeupTimer();

  /// Wakes at `time`, instead of the time of the last call.
  void set(core::TimePoint time);

 private:
  void run();

  Wakeup& wakeup_;
  std::mutex mutex_;
  std::condition_variable changed_;
  core::TimePoint at_ = core::TimePoint::max();
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace tlsgauge::load
