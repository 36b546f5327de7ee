#include "load/worker.hpp"

#include <sys/prctl.h>

#include <algorithm>

#include "load/clock.hpp"
#include "load/cpu.hpp"

namespace tlsgauge::load {

Worker::Worker(std::unique_ptr<Engine> engine, const std::optional<Schedule>& schedule,
               std::chrono::nanoseconds patience)
    : engine_{std::move(engine)}, schedule_{schedule}, patience_{patience}, measured_(engine_->slots()) {
  for (auto slot = engine_->slots(); slot > 0; --slot) idle_.push_back(slot - 1);
}

void Worker::run(const Window& window, std::optional<std::uint64_t> count, const std::stop_token& stop) {
  // By default the kernel may wake a thread 50 µs late: as long as a request takes.
  if (schedule_) ::prctl(PR_SET_TIMERSLACK, 1UL);
  left_ = count;
  for (auto now = clock_now(); now < window.end && !stop.stop_requested(); now = clock_now()) {
    if (!measuring_ && now >= window.measure_from) begin_measuring(now, window.end);
    if (!may_start() && under_way_ == 0) break;
    start_due(now);
    wait();
  }
  end_measuring();
  if (schedule_ && measuring_) catch_up(window.end, stop);
  left_ = 0;
  drain(stop);
  if (measuring_) statistics_.cpu = thread_cpu() - cpu_at_start_;
}

void Worker::begin_measuring(core::TimePoint now, core::TimePoint until) {
  measuring_ = true;
  started_measuring_ = now;
  measured_until_ = until;
  cpu_at_start_ = thread_cpu();
  engine_cpu_at_start_ = engine_->own_thread_cpu();
}

void Worker::end_measuring() {
  if (!measuring_) return;
  const auto busiest = std::max(thread_cpu() - cpu_at_start_, engine_->own_thread_cpu() - engine_cpu_at_start_);
  statistics_.utilization = std::chrono::duration<double>(busiest) / (clock_now() - started_measuring_);
}

/// Begins what was due and is not begun, and counts what never is.
void Worker::catch_up(core::TimePoint due_before, const std::stop_token& stop) {
  const auto until = clock_now() + patience_;
  while (schedule_->next() < due_before && may_start()) {
    if (stop.stop_requested()) return;  // it would have been begun
    if (clock_now() >= until) {
      statistics_.never_begun = schedule_->skip_before(due_before);
      if (left_) statistics_.never_begun = std::min(statistics_.never_begun, *left_);
      return;
    }
    start_due(due_before - core::Nanoseconds{1});
    wait();
  }
}

/// Waits for the end of what is under way. An engine ends its operations by their timeout: what does not end is lost.
void Worker::drain(const std::stop_token& stop) {
  const auto at_last = clock_now() + patience_ + 4 * kLongestWait;
  while (under_way_ > 0 && !stop.stop_requested() && clock_now() < at_last) wait();
  if (stop.stop_requested()) return;
  for (; under_way_ > 0; --under_way_) statistics_.operations.fail("local:never ended");
}

bool Worker::may_start() const { return !measuring_ || !left_ || *left_ > 0; }

void Worker::start_due(core::TimePoint now) {
  // One round over the slots at most: operations that fail at once must not keep the others from being served.
  for (auto round = idle_.size(); round > 0 && !idle_.empty() && may_start(); --round) {
    if (!schedule_) {
      start(clock_now());
      continue;
    }
    if (schedule_->next() > now) break;
    const auto intended = schedule_->next();
    schedule_->advance();
    if (measuring_ && full_since_ && intended > *full_since_) ++statistics_.crowded_out;
    start(intended);
  }
  if (!idle_.empty()) {
    full_since_.reset();
  } else if (!full_since_) {
    full_since_ = now;
  }
}

void Worker::start(core::TimePoint intended) {
  const auto slot = idle_.back();
  idle_.pop_back();
  measured_[slot] = measuring_;
  if (measuring_) {
    ++under_way_;
    if (left_) --*left_;
  }
  engine_->start(slot, intended);
}

void Worker::wait() {
  std::optional<core::TimePoint> until;
  if (schedule_ && !idle_.empty() && may_start()) until = schedule_->next();
  ended_.clear();
  engine_->wait(until, ended_);
  const auto now = clock_now();
  for (const auto slot : ended_) settle(slot, now);
}

void Worker::settle(std::uint32_t slot, core::TimePoint now) {
  const auto failures = statistics_.operations.started - statistics_.operations.completed;
  const bool completed = engine_->count_into(slot, measured_[slot], statistics_);
  if (completed && measuring_ && now < measured_until_) ++statistics_.completed_in_time;
  idle_.push_back(slot);
  if (!measured_[slot]) return;
  --under_way_;
  completed_.store(statistics_.operations.completed, std::memory_order_relaxed);
  const auto now_failed = statistics_.operations.started - statistics_.operations.completed;
  if (now_failed != failures) failed_.store(now_failed, std::memory_order_relaxed);
}

}  // namespace tlsgauge::load
