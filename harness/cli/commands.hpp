#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "core/result.hpp"

namespace tlsgauge::cli {

/// Options that every command takes.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool no_color = false;
};

// Each registers a subcommand of `app`. When the command line names it, it runs while the line is parsed and stores the
// process exit code in `exit_code`. `common` and `exit_code` outlive `app`.
void add_certs(CLI::App& app, const CommonOptions& common, int& exit_code);
/// A subcommand of `certs`.
void add_forge(CLI::App& certs, const CommonOptions& common, int& exit_code);
void add_compare(CLI::App& app, const CommonOptions& common, int& exit_code);
void add_faults(CLI::App& app, const CommonOptions& common, int& exit_code);
void add_load(CLI::App& app, const CommonOptions& common, int& exit_code);
void add_list(CLI::App& app, const CommonOptions& common, int& exit_code);
void add_run(CLI::App& app, const CommonOptions& common, int& exit_code);

/// Prints "tlsgauge: <the fault's sentence>" on stderr. @return the exit code of the contract: 3 where the target
/// cannot be reached, 130 for an interruption, else 2.
[[nodiscard]] int complain(const Status& status);
/// The same for a fault of the command line. @return the exit code of wrong usage: 64.
[[nodiscard]] int complain_of_usage(const Status& status);

}  // namespace tlsgauge::cli
