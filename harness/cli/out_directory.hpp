#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "runner/tools.hpp"

namespace tlsgauge::cli {

/// The directory of a run's report, made when missing: `wanted`, or reports/out/<time> with a link `latest` beside it,
/// of which the newest `keep` stay.
[[nodiscard]] Result<std::filesystem::path> out_directory(const std::filesystem::path& wanted,
                                                          const runner::Places& places, int keep);

}  // namespace tlsgauge::cli
