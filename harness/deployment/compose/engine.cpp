#include "deployment/compose/engine.hpp"

#include <array>
#include <sstream>
#include <string_view>
#include <utility>

#include "core/process.hpp"
#include "deployment/log.hpp"

namespace tlsgauge::deployment::compose {
namespace {

using namespace std::chrono_literals;

/// Tells the lines that a format asked for from warnings, which the clients mix in.
constexpr std::string_view kRowMark = "tlsgauge-row ";

constexpr auto kStartIt =
    "start it (sudo systemctl start docker), or run harness/setup/engine start DIRECTORY, which starts one of its own";

/// Why a client failed. The last error of docker-compose 1 says only that there were errors.
std::string complaint(const std::string& output) {
  std::istringstream lines{output};
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("Encountered errors while bringing up the project") == std::string::npos) text += line + "\n";
  }
  const auto line = telling_line(text);
  return line.empty() ? "it said nothing" : line;
}

/// `what` names the command in messages.
Result<std::string> run(const std::string& what, const std::vector<std::string>& argv, const Variables& variables,
                        const core::Deadline& deadline) {
  const auto finished =
      core::run_to_end({.argv = argv, .environment = variables, .directory = {}, .output = {}}, deadline);
  if (!finished.ok()) return finished.status();
  if (finished->timed_out && deadline.interrupted()) return interrupted("interrupted during " + what);
  if (finished->timed_out) return too_late(what + " took too long: " + complaint(finished->output));
  if (!finished->end.succeeded()) return internal(what + " failed: " + complaint(finished->output));
  return finished->output;
}

/// Why the engine does not answer docker, from what docker said.
Status explain(const Status& fault) {
  if (absl::IsNotFound(fault))
    return precondition(
        "no container engine: docker is not installed; install docker.io and docker-compose, or run "
        "harness/setup/engine start DIRECTORY");
  if (absl::IsCancelled(fault)) return fault;
  const auto said = message(fault);
  const auto speaks_of = [&](std::string_view words) { return said.find(words) != std::string::npos; };
  if (speaks_of("permission denied"))
    return precondition(
        "the Docker engine is not open to this user: join the group docker (sudo usermod --append --groups docker "
        "NAME, then log in again), or run as root");
  if (speaks_of("Cannot connect") || speaks_of("connection refused") || speaks_of("no such file"))
    return precondition(std::string{"the Docker engine is not running: "} + kStartIt);
  return precondition("the Docker engine does not answer: " + said);
}

}  // namespace

Result<Engine> Engine::find(const core::Deadline& deadline) {
  const auto version =
      run("docker version", {"docker", "version", "--format", "{{.Server.Version}}"}, {}, deadline.at_most(10s));
  if (!version.ok()) return explain(version.status());
  for (const auto& compose : {std::vector<std::string>{"docker", "compose"}, {"docker-compose"}}) {
    auto argv = compose;
    argv.emplace_back("version");
    if (run("a version", argv, {}, deadline.at_most(10s)).ok()) return Engine{compose};
  }
  if (deadline.interrupted()) return interrupted("interrupted while looking for Docker Compose");
  return precondition(
      "Docker Compose is missing: neither 'docker compose' nor 'docker-compose' works; install docker-compose-plugin "
      "or "
      "docker-compose");
}

Result<std::string> Engine::docker(const std::vector<std::string>& arguments, const core::Deadline& deadline) const {
  std::vector<std::string> argv{"docker"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run("docker " + arguments.front(), argv, {}, deadline);
}

Result<std::vector<std::string>> Engine::rows(std::vector<std::string> arguments, const std::string& format,
                                              const core::Deadline& deadline) const {
  arguments.insert(arguments.end(), {"--format", std::string{kRowMark} + format});
  const auto output = docker(arguments, deadline);
  if (!output.ok()) return output.status();
  std::vector<std::string> rows;
  std::istringstream lines{*output};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kRowMark)) rows.push_back(line.substr(kRowMark.size()));
  }
  return rows;
}

Result<std::string> Engine::compose(const std::vector<std::string>& options, const std::vector<std::string>& command,
                                    const Variables& variables, const core::Deadline& deadline) const {
  auto argv = compose_;
  argv.insert(argv.end(), options.begin(), options.end());
  argv.insert(argv.end(), command.begin(), command.end());
  return run("docker compose " + command.front(), argv, variables, deadline);
}

}  // namespace tlsgauge::deployment::compose
