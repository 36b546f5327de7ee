#include "load/cpu.hpp"

#include <ctime>

namespace tlsgauge::load {
namespace {

std::chrono::nanoseconds read_clock(clockid_t clock) {
  timespec used{};
  ::clock_gettime(clock, &used);  // these clocks are always there
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

}  // namespace

std::chrono::nanoseconds thread_cpu() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

std::chrono::nanoseconds thread_cpu(pthread_t thread) {
  clockid_t clock{};
  return ::pthread_getcpuclockid(thread, &clock) == 0 ? read_clock(clock) : std::chrono::nanoseconds{0};
}

std::chrono::nanoseconds own_process_cpu() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace tlsgauge::load
