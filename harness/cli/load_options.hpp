#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "load/plan.hpp"

namespace tlsgauge::cli {

/// What every kind of load takes from the command line.
struct LoadOptions {
  std::string tls = "1.3", duration, warm_up = "1s", timeout = "5s", arrivals = "constant", verify = "full",
              close = "rst";
  load::TlsOptions offer;
  load::Pace pace;
  std::uint64_t count = 0;
  double rate = 0;
  std::string username;
  std::filesystem::path password_file;
  int server_pid = 0;
  bool own_target = false;
};

// Each registers a group of options with `command`; `options` outlives it.
void add_tls_options(CLI::App& command, LoadOptions& options);
void add_login_options(CLI::App& command, LoadOptions& options);
void add_pace_options(CLI::App& command, LoadOptions& options);
void add_target_options(CLI::App& command, LoadOptions& options);

/// The part of a plan that all loads have in common. The name to verify is the endpoint's host unless the options have
/// another, or "localhost" where that is an address.
/// @return InvalidArgument that names the option, or the file of the password.
[[nodiscard]] Result<load::Plan> plan_of(const LoadOptions& options, const model::Endpoint& endpoint, bool plaintext);

}  // namespace tlsgauge::cli
