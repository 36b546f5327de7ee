#include "runner/environment.hpp"

#include <sys/utsname.h>

#include <cstdlib>
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

}  // namespace

model::Environment describe_environment(const std::string& network) {
  utsname system{};
  ::uname(&system);
  return {.host = system.nodename,
          .cpu = cpu_model(),
          .cores = std::thread::hardware_concurrency(),
          .kernel = std::string{system.sysname} + " " + system.release,
          .openssl = probe::openssl_version(),
          .grpc = probe::grpc_version(),
          .network = network,
          .started = std::chrono::system_clock::now()};
}

std::string source_commit() {
  const char* commit = std::getenv("TLSGAUGE_COMMIT");
  return commit != nullptr ? commit : "";
}

}  // namespace tlsgauge::runner
