#include "deployment/startup.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace tlsgauge::deployment {
namespace {

std::string quote(const LogFollower& log) {
  const auto line = log.telling_line();
  return line.empty() ? "its log is empty" : line;
}

}  // namespace

Status ended_too_early(const std::string& name, const core::ProcessEnd& end, const LogFollower& log) {
  if (end.exit_code == kUnsupportedExitCode && end.signal == 0) return unsupported(name + ": " + quote(log));
  return internal(name + " ended with " + describe(end) + " before it was ready: " + quote(log));
}

Status wait_until(const std::string& name, const LogFollower& log, const Readiness& ready,
                  const core::Deadline& deadline) {
  constexpr std::chrono::milliseconds kLongestPause{40};
  for (std::chrono::milliseconds pause{5};; pause = std::min(pause * 2, kLongestPause)) {
    const auto answer = ready();
    if (!answer.ok()) return answer.status();
    if (*answer) return absl::OkStatus();
    if (deadline.interrupted()) return interrupted("interrupted while " + name + " was starting");
    if (deadline.expired()) return too_late(name + " was not ready in time: " + quote(log));
    std::this_thread::sleep_for(pause);
  }
}

Status wait_until_ready(const std::string& name, core::Process& process, const LogFollower& log, const Readiness& ready,
                        const core::Deadline& deadline) {
  const auto alive_and_ready = [&]() -> Result<bool> {
    const auto end = process.poll();  // before `ready`: an answer on the port of a dead target is somebody else's
    if (end) return ended_too_early(name, *end, log);
    return ready();
  };
  return wait_until(name, log, alive_and_ready, deadline);
}

}  // namespace tlsgauge::deployment
