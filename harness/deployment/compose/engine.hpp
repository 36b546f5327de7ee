#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace tlsgauge::deployment::compose {

/// Variables that a compose.yaml refers to.
using Variables = std::map<std::string, std::string>;

/// The container engine of this machine, by way of its command-line clients.
class Engine {
 public:
  /// Finds docker, its engine, and Compose: `docker compose` where it is there, else `docker-compose`.
  /// @return FailedPrecondition that says which of them is missing, stopped or closed to this user, and what to do.
  [[nodiscard]] static Result<Engine> find(const core::Deadline& deadline);

  /// Runs docker to its end. @return its output; a fault that quotes the output's telling line where it fails, and
  /// DeadlineExceeded or Cancelled where `deadline` ends first.
  [[nodiscard]] Result<std::string> docker(const std::vector<std::string>& arguments,
                                           const core::Deadline& deadline) const;

  /// As docker(), with --format `format`. @return the lines that were printed with it, without what else was said.
  [[nodiscard]] Result<std::vector<std::string>> rows(std::vector<std::string> arguments, const std::string& format,
                                                      const core::Deadline& deadline) const;

  /// As docker(), for Compose: `options` name file and project, `command` says what to do with them.
  [[nodiscard]] Result<std::string> compose(const std::vector<std::string>& options,
                                            const std::vector<std::string>& command, const Variables& variables,
                                            const core::Deadline& deadline) const;

 private:
  explicit Engine(std::vector<std::string> compose) : compose_{std::move(compose)} {}

  std::vector<std::string> compose_;  // argv of Compose
};

}  // namespace tlsgauge::deployment::compose
