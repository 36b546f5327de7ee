#pragma once

#include <cstddef>
#include <filesystem>

#include "core/result.hpp"
#include "model/report_digest.hpp"

namespace tlsgauge::report {

/// The largest report that is read: tens of thousands of results.
inline constexpr std::size_t kMaxReportBytes = 32U << 20U;

/// Reads back what a comparison needs of a report.json, whose other keys it leaves alone.
///
/// @param path the file, or the directory that a run left it in.
/// @return NotFound or InvalidArgument with one line that names the file, the key, what is wrong and what to do: no
/// such file, too large, cut short, nested too deep, another schema version, a wrong type, an id that stands twice.
[[nodiscard]] Result<model::ReportDigest> read_report(const std::filesystem::path& path);

}  // namespace tlsgauge::report
