#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "core/result.hpp"
#include "model/comparison.hpp"
#include "model/report_digest.hpp"

namespace tlsgauge::cli {

/// Which costs are a regression, as it stands on the command line.
struct GateOptions {
  std::string tolerance = "10%";
  std::vector<std::string> gates{"cpu"};
  bool across_machines = false;
};

/// Registers the options with `command`; `options` outlives it.
void add_gate_options(CLI::App& command, GateOptions& options);

/// @return InvalidArgument that names the option.
[[nodiscard]] Result<model::CostGate> gate_of(const GateOptions& options);

/// Compares the report in `out` with `baseline`, leaves comparison.json beside it, and prints the comparison: on stderr
/// where stdout is for the report's JSON.
/// @return whether something is worse.
[[nodiscard]] Result<bool> worse_than(const model::ReportDigest& baseline, const std::filesystem::path& out,
                                      const model::CostGate& gate, const CommonOptions& common);

}  // namespace tlsgauge::cli
