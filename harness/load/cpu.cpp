#include "load/cpu.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

namespace tlsgauge::load {

std::chrono::nanoseconds thread_cpu() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

std::optional<std::chrono::nanoseconds> process_cpu(pid_t pid) {
  std::error_code error;
  std::chrono::nanoseconds sum{0};
  bool found = false;
  std::filesystem::directory_iterator tasks{"/proc/" + std::to_string(pid) + "/task", error};
  for (; !error && tasks != std::filesystem::directory_iterator{}; tasks.increment(error)) {
    std::ifstream schedstat{tasks->path() / "schedstat"};
    std::int64_t on_cpu = 0;               // the first of three numbers; the others are waiting time and time slices
    if (!(schedstat >> on_cpu)) continue;  // a thread that has just ended
    sum += std::chrono::nanoseconds{on_cpu};
    found = true;
  }
  if (!found) return std::nullopt;
  return sum;
}

}  // namespace tlsgauge::load
