#pragma once

#include <filesystem>

#include "cli/commands.hpp"
#include "core/result.hpp"
#include "model/report_digest.hpp"

namespace tlsgauge::cli {

/// Compares the report in `out` with `baseline` by the gate of `compare`, leaves comparison.json beside it, and prints
/// the comparison: on stderr where stdout is for the report's JSON.
/// @return whether something is worse.
[[nodiscard]] Result<bool> worse_than(const model::ReportDigest& baseline, const std::filesystem::path& out,
                                      const CommonOptions& common);

}  // namespace tlsgauge::cli
