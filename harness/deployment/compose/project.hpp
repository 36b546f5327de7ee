#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "core/clock.hpp"
#include "core/process.hpp"
#include "core/result.hpp"
#include "deployment/compose/engine.hpp"

namespace tlsgauge::deployment::compose {

/// Ports of a container, and the ports of 127.0.0.1 on which they are published.
using PublishedPorts = std::map<std::uint16_t, std::uint16_t>;

/// What is known of a container's end.
struct ContainerState {
  bool running = false;
  int exit_code = 0;
};

/// One start of a compose.yaml, which has one service: its container and its network. Their names are no other's, so
/// that any number of projects of one file run side by side.
class Project {
 public:
  Project(const Engine& engine, std::filesystem::path file);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// Creates the container, anew where there is one, and starts it.
  [[nodiscard]] Status up(const Variables& variables, const core::Deadline& deadline);

  /// A process that appends what the container says to `log`, and ends when the container does.
  [[nodiscard]] Result<core::Process> follow_log(const std::filesystem::path& log) const;

  [[nodiscard]] Result<ContainerState> state(const core::Deadline& deadline) const;
  [[nodiscard]] Result<PublishedPorts> ports(const core::Deadline& deadline) const;

  /// CPU time that the container has used, all its processes together: its cgroup's, where this machine shows it.
  [[nodiscard]] std::optional<core::Nanoseconds> cpu() const;
  /// What the container's first process holds; nothing where this user may not see it.
  [[nodiscard]] std::optional<core::Resources> resources() const;

  /// Everything that the engine knows of the container, as JSON.
  [[nodiscard]] Result<std::string> description(const core::Deadline& deadline) const;

  /// SIGTERM, `grace` seconds, SIGKILL. The container stays.
  [[nodiscard]] Status stop(int grace, const core::Deadline& deadline) const;

  /// Removes container, network and volumes; also what an interrupted up() has left.
  [[nodiscard]] Status remove(const Variables& variables, const core::Deadline& deadline) const;

 private:
  [[nodiscard]] Result<std::string> compose(const std::vector<std::string>& command, const Variables& variables,
                                            const core::Deadline& deadline) const;

  const Engine& engine_;
  std::filesystem::path file_;
  std::string name_;
  std::string container_;  // its id; empty before up()
  pid_t pid_ = 0;          // of its first process on this machine; 0: not known
};

}  // namespace tlsgauge::deployment::compose
