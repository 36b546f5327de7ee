#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "core/result.hpp"
#include "model/report.hpp"

namespace tlsgauge::report {

/// The files that a run can leave: report.json, junit.xml, ctrf.json.
enum class Format : std::uint8_t { json, junit, ctrf };

/// Writes the report's files into `directory`, each in one step, so that a reader finds a whole one at any moment.
[[nodiscard]] Status write(const model::Report& report, const std::set<Format>& formats,
                           const std::filesystem::path& directory);

}  // namespace tlsgauge::report
