#include "deployment/compose/project.hpp"

#include <atomic>
#include <sstream>
#include <utility>

#include "deployment/compose/cgroup.hpp"
#include "deployment/compose/owner.hpp"

namespace tlsgauge::deployment::compose {
namespace {

std::string next_name() {
  static std::atomic<int> number = 0;
  return "tlsgauge-" + owner_word() + "-" + std::to_string(++number);
}

}  // namespace

Project::Project(const Engine& engine, std::filesystem::path file)
    : engine_{engine}, file_{std::move(file)}, name_{next_name()} {}

Result<std::string> Project::compose(const std::vector<std::string>& command, const Variables& variables,
                                     const core::Deadline& deadline) const {
  return engine_.compose({"--file", file_.string(), "--project-name", name_}, command, variables, deadline);
}

Status Project::up(const Variables& variables, const core::Deadline& deadline) {
  const auto up = compose({"up", "--detach", "--no-build", "--force-recreate"}, variables, deadline);
  if (!up.ok()) return up.status();
  const auto containers = engine_.rows(
      {"ps", "--all", "--no-trunc", "--filter", "label=com.docker.compose.project=" + name_}, "{{.ID}}", deadline);
  if (!containers.ok()) return containers.status();
  if (containers->size() != 1)
    return internal(file_.string() + ": started " + std::to_string(containers->size()) + " containers, not one");
  container_ = containers->front();
  const auto pid = engine_.rows({"inspect", container_}, "{{.State.Pid}}", deadline);
  pid_ = 0;
  if (pid.ok() && !pid->empty()) std::istringstream{pid->front()} >> pid_;
  return absl::OkStatus();
}

Result<core::Process> Project::follow_log(const std::filesystem::path& log) const {
  return core::Process::start(
      {.argv = {"docker", "logs", "--follow", container_}, .environment = {}, .directory = {}, .output = log});
}

Result<ContainerState> Project::state(const core::Deadline& deadline) const {
  const auto rows = engine_.rows({"inspect", container_}, "{{.State.Running}} {{.State.ExitCode}}", deadline);
  if (!rows.ok()) return rows.status();
  ContainerState state;
  std::istringstream fields{rows->empty() ? "" : rows->front()};
  if (!(fields >> std::boolalpha >> state.running >> state.exit_code))
    return internal("docker inspect does not tell the state of container " + container_);
  return state;
}

std::optional<core::Nanoseconds> Project::cpu() const { return pid_ > 0 ? cgroup_cpu(pid_) : std::nullopt; }

std::optional<core::Resources> Project::resources() const {
  return pid_ > 0 ? core::process_resources(pid_) : std::nullopt;
}

Result<PublishedPorts> Project::ports(const core::Deadline& deadline) const {
  // "19530/tcp 49153 8080/tcp 49154 "
  const auto rows = engine_.rows(
      {"inspect", container_},
      "{{range $port, $places := .NetworkSettings.Ports}}{{range $places}}{{$port}} {{.HostPort}} {{end}}{{end}}",
      deadline);
  if (!rows.ok()) return rows.status();
  PublishedPorts ports;
  std::istringstream fields{rows->empty() ? "" : rows->front()};
  std::uint16_t inside = 0;
  std::uint16_t outside = 0;
  for (std::string protocol; fields >> inside >> protocol >> outside;) ports[inside] = outside;
  return ports;
}

Result<std::string> Project::description(const core::Deadline& deadline) const {
  return engine_.docker({"inspect", container_}, deadline);
}

Status Project::stop(int grace, const core::Deadline& deadline) const {
  return engine_.docker({"stop", "--time", std::to_string(grace), container_}, deadline).status();
}

Status Project::remove(const Variables& variables, const core::Deadline& deadline) const {
  return compose({"down", "--volumes", "--remove-orphans", "--timeout", "5"}, variables, deadline).status();
}

}  // namespace tlsgauge::deployment::compose
