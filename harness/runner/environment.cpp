#include "runner/environment.hpp"

#include <sys/utsname.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "probe/perform.hpp"

namespace tlsgauge::runner {
namespace {

std::string cpu_model() {
  std::ifstream info{"/proc/cpuinfo"};
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("model name")) continue;
    const auto colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string first_word(const std::filesystem::path& file) {
  std::ifstream stream{file};
  std::string word;
  stream >> word;
  return word;
}

}  // namespace

CpuTimes CpuTimes::now() {
  // proc(5): "cpu user nice system idle iowait irq softirq steal …", in ticks of all processors.
  constexpr int kSteal = 8;
  std::ifstream stat{"/proc/stat"};
  std::string word;
  stat >> word;
  CpuTimes times;
  std::uint64_t ticks = 0;
  for (int column = 1; column <= kSteal && stat >> ticks; ++column) {
    times.all += ticks;
    if (column == kSteal) times.steal = ticks;
  }
  return times;
}

double steal_percent(const CpuTimes& since) {
  const auto now = CpuTimes::now();
  const auto all = static_cast<double>(now.all - since.all);
  return all > 0 ? 100 * static_cast<double>(now.steal - since.steal) / all : 0;
}

model::Environment describe_environment(const std::string& network) {
  utsname system{};
  ::uname(&system);
  double load_average = 0;
  ::getloadavg(&load_average, 1);
  return {.host = system.nodename,
          .cpu = cpu_model(),
          .cores = std::thread::hardware_concurrency(),
          .kernel = std::string{system.sysname} + " " + system.release,
          .openssl = probe::openssl_version(),
          .grpc = probe::grpc_version(),
          .network = network,
          .governor = first_word("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
          .load_average = load_average,
          .started = std::chrono::system_clock::now()};
}

std::string source_commit() {
  const char* commit = std::getenv("TLSGAUGE_COMMIT");
  return commit != nullptr ? commit : "";
}

}  // namespace tlsgauge::runner
