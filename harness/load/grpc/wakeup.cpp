#include "load/grpc/wakeup.hpp"

#include <grpc/support/time.h>
#include <sys/prctl.h>

#include "load/clock.hpp"

namespace tlsgauge::load {

void Wakeup::notify() {
  if (!pending_.exchange(true)) alarm_.Set(&queue_, gpr_time_0(GPR_CLOCK_MONOTONIC), tag());
}

WakeupTimer::~WakeupTimer() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock{mutex_};
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void WakeupTimer::set(core::TimePoint time) {
  {
    const std::scoped_lock lock{mutex_};
    if (at_ == time) return;
    at_ = time;
  }
  if (!thread_.joinable()) thread_ = std::thread{[this] { run(); }};
  changed_.notify_one();
}

void WakeupTimer::run() {
  ::prctl(PR_SET_TIMERSLACK, 1UL);
  std::unique_lock lock{mutex_};
  while (!ending_) {
    if (at_ == core::TimePoint::max()) {
      changed_.wait(lock);
    } else if (clock_now() < at_) {
      const auto until = at_;  // a copy: set() changes it while we wait
      changed_.wait_until(lock, until);
    } else {
      at_ = core::TimePoint::max();
      wakeup_.notify();
    }
  }
}

}  // namespace tlsgauge::load
