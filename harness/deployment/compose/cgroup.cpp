#include "deployment/compose/cgroup.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace tlsgauge::deployment::compose {
namespace {

constexpr std::string_view kRoot = "/sys/fs/cgroup";

bool lists(const std::string& controllers, const std::string& wanted) {
  std::istringstream names{controllers};
  for (std::string name; std::getline(names, name, ',');)
    if (name == wanted) return true;
  return false;
}

}  // namespace

std::optional<CpuAccount> cpu_account(std::string_view proc_cgroup) {
  // "0::/system.slice/docker-1f.scope" (version 2), "6:cpu,cpuacct:/docker/1f" (version 1).
  std::optional<CpuAccount> found;
  std::istringstream lines{std::string{proc_cgroup}};
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const auto group = std::filesystem::path{line.substr(second + 1)}.relative_path();
    if (group.empty()) continue;
    // A machine with both has its controllers in version 1.
    if (lists(controllers, "cpuacct"))
      return CpuAccount{.file = std::filesystem::path{"cpuacct"} / group / "cpuacct.usage", .version_2 = false};
    if (controllers.empty()) found = CpuAccount{.file = group / "cpu.stat", .version_2 = true};
  }
  return found;
}

std::optional<core::Nanoseconds> cgroup_cpu(pid_t pid) {
  std::ifstream membership{"/proc/" + std::to_string(pid) + "/cgroup"};
  std::ostringstream text;
  text << membership.rdbuf();
  const auto account = cpu_account(text.str());
  if (!account) return std::nullopt;
  std::ifstream file{std::filesystem::path{kRoot} / account->file};
  std::int64_t used = 0;
  if (!account->version_2) return file >> used ? std::optional{core::Nanoseconds{used}} : std::nullopt;
  for (std::string name; file >> name >> used;)
    if (name == "usage_usec") return std::chrono::microseconds{used};
  return std::nullopt;
}

}  // namespace tlsgauge::deployment::compose
