#pragma once

#include <string>

#include "model/comparison.hpp"

// One comparison, two renderings. Both are pure functions.
namespace tlsgauge::report {

/// How much of a comparison the console shows. Regressions are always shown, all of them.
enum class Detail : std::uint8_t {
  regressions,  ///< and the summary
  digest,       ///< every section, the first lines of each
  everything,
};

struct ComparisonStyle {
  bool color = false;
  Detail detail = Detail::digest;
};

/// Sections for the console: what differs between the machines, regressions, everything else, a table of the loads, and
/// a summary line.
[[nodiscard]] std::string to_console(const model::Comparison& comparison, const ComparisonStyle& style);

/// One line: "2 regressions (1 verdict, 1 cost), 3 improvements, …".
[[nodiscard]] std::string summary_line(const model::Comparison& comparison);

/// The whole comparison as JSON: schema_version first, times in nanoseconds, key order stable, ends with a newline.
[[nodiscard]] std::string to_json(const model::Comparison& comparison);

}  // namespace tlsgauge::report
