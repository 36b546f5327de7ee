#pragma once

#include <chrono>
#include <string>

#include "model/report.hpp"

// One report, many renderings. All are pure functions.
namespace tlsgauge::report {

/// One sentence that a person understands: why the verdict is what it is, and what to do about it.
[[nodiscard]] std::string reason(const model::ScenarioResult& result);

/// "2026-01-02T03:04:05Z".
[[nodiscard]] std::string rfc3339(std::chrono::system_clock::time_point time);

/// report.json, as reports/report.schema.json describes it; schema_version first, key order stable, ends with a
/// newline.
[[nodiscard]] std::string to_json(const model::Report& report);

/// JUnit XML: a test suite a suite of scenarios, a test case a scenario.
[[nodiscard]] std::string to_junit(const model::Report& report);

/// CTRF (Common Test Report Format) JSON.
[[nodiscard]] std::string to_ctrf(const model::Report& report);

/// How the console table is drawn.
struct ConsoleStyle {
  bool color = false;
  bool passes_too = true;  ///< also a line for each scenario that is as expected
};
/// A table for the console, and a summary line.
[[nodiscard]] std::string to_console(const model::Report& report, const ConsoleStyle& style);

/// A load as a block of lines for the console.
[[nodiscard]] std::string to_console(const model::LoadResult& load);

/// One line: "48 scenarios: 40 passed, …".
[[nodiscard]] std::string summary_line(const model::Report& report);

}  // namespace tlsgauge::report
