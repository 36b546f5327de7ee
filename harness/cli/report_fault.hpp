#pragma once

#include <filesystem>
#include <set>

#include "core/result.hpp"
#include "model/report.hpp"
#include "report/write.hpp"

namespace tlsgauge::cli {

/// Leaves `report` in `out` as that of a run which `fault` has ended, or an interruption, and prints the fault. Who
/// gates on a report must not find the one before.
/// @return the exit code.
[[nodiscard]] int report_fault(const Status& fault, model::Report report, const std::set<report::Format>& formats,
                               const std::filesystem::path& out);

}  // namespace tlsgauge::cli
