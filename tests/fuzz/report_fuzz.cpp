#include <array>

#include "fuzz.hpp"
#include "report/comparison_render.hpp"
#include "report/read_report.hpp"
#include "verdict/compare.hpp"

// A report.json as `compare` reads it: what is accepted is compared with itself.

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlsgauge;
  static constexpr auto kNames = std::to_array<std::string_view>({"report.json"});
  static const fuzz::InputFiles files{kNames};
  files.fill(fuzz::text_of(data, size));

  const auto report = report::read_report(files.directory());
  if (!report.ok()) {
    fuzz::require_fault(report.status(), files.path(kNames[0]).string() + ": ");
    return 0;
  }
  const auto comparison = verdict::compare(*report, *report, {.latency = true, .across_machines = true});
  const auto summary = model::summarize(comparison);
  fuzz::require(summary.regressions() == 0, "a report is no regression against itself");
  fuzz::require(summary.improvements + summary.cheaper + summary.other + summary.appeared + summary.disappeared +
                        summary.drifts ==
                    0,
                "nothing changes between a report and itself");
  fuzz::require(comparison.environment.empty(), "a machine does not differ from itself");
  fuzz::require_line(report::summary_line(comparison));
  fuzz::require(report::to_json(comparison).ends_with("}\n"), "a comparison is a JSON object");
  for (const auto detail : {report::Detail::regressions, report::Detail::digest, report::Detail::everything}) {
    const auto text = report::to_console(comparison, {.color = false, .detail = detail});
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      fuzz::require_line(std::string_view{text}.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return 0;
}
