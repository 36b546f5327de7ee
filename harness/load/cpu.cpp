#include "load/cpu.hpp"

#include <ctime>

namespace tlsgauge::load {
namespace {

std::chrono::nanoseconds read_clock(clockid_t clock) {
  timespec used{};
  ::clock_gettime(clock, &used);  // both clocks are always there
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

}  // namespace

std::chrono::nanoseconds thread_cpu() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

std::chrono::nanoseconds own_process_cpu() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace tlsgauge::load
