#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "deployment/backend.hpp"
#include "runner/certificates.hpp"
#include "runner/tools.hpp"

namespace tlsgauge::cli {

/// What `run` says about its target.
struct TargetOptions {
  std::string target = "reference";
  // Of an external target:
  std::string grpc, rest;             ///< HOST:PORT
  std::vector<std::string> internal;  ///< NAME=HOST:PORT
  std::optional<int> tls_mode;        ///< default: mutual with a client certificate or CA key, else one-way
  runner::ClientMaterial client;
  std::string username;
  std::filesystem::path password_file;
};

/// A target that is ready to be started, and how this process reaches it.
struct Target {
  std::unique_ptr<deployment::Backend> backend;
  std::filesystem::path deviations;                  ///< the file that comes with the target; empty: none
  std::optional<runner::ClientMaterial> given = {};  ///< of an external target
  std::string network = "host";
};

/// The names of the targets that the harness starts itself.
[[nodiscard]] std::set<std::string> startable_targets();

/// The path of tlsgauge-server, beside this program. @return NotFound where it is not.
[[nodiscard]] Result<std::filesystem::path> reference_server();

void add_target_options(CLI::App& command, TargetOptions& options);

/// Looks at the options alone, before anything is read or fetched. @return what makes them wrong usage.
[[nodiscard]] Status check(const TargetOptions& options);

/// Finds, fetches or parses what the target needs. For a real Milvus this process moves into a network of its own, so
/// call it before any thread starts, and after everything else has been fetched.
[[nodiscard]] Result<Target> prepare_target(const TargetOptions& options, const runner::Places& places);

}  // namespace tlsgauge::cli
