#include <algorithm>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "report/comparison_loads.hpp"
#include "report/comparison_render.hpp"
#include "report/layout.hpp"

namespace tlsgauge::report {
namespace {

using model::Change;
using model::Comparison;

constexpr std::size_t kLinesOfADigest = 10;
constexpr std::string_view kRed = "31", kGreen = "32", kYellow = "33", kPlain = "1";  // SGR codes

/// A heading and its lines.
struct Section {
  std::string heading;
  std::string_view color;
  std::vector<std::string> lines{};
};

std::string origin(const std::string& side, const model::ReportOrigin& origin) {
  std::string text =
      side + "  " + origin.file + "  " + origin.started + "  tlsgauge " + origin.version + "  " + origin.target;
  if (!origin.target_version.empty()) text += " " + origin.target_version;
  return core::terminal_line(text) + "\n";
}

std::string arrow(const std::string& before, const std::string& after) {
  return (before.empty() ? "none" : before) + " → " + (after.empty() ? "none" : after);
}

std::string verdict(const std::optional<model::VerdictKind>& kind) {
  return kind ? std::string{model::name(*kind)} : std::string{"absent"};
}

/// "busy machine (load average 6.2 on 2 cores, 0.0 % of the CPU stolen)".
std::string busy_machine(const model::ReportOrigin& origin) {
  return "busy machine (load average " + decimal(origin.load_average, 1) + " on " + std::to_string(origin.cores) +
         " cores, " + decimal(origin.steal_percent, 1) + " % of the CPU stolen)";
}

Section environment(const Comparison& comparison) {
  Section section{.heading = "Circumstances", .color = kYellow};
  std::size_t width = 0;
  for (const auto& difference : comparison.environment) width = std::max(width, difference.what.size());
  for (const auto& difference : comparison.environment)
    section.lines.push_back(padded(difference.what, width) + "  " + arrow(difference.before, difference.after));
  if (!comparison.loads.empty()) {
    const std::string costs = comparison.gate.across_machines ? ": costs gate all the same (--across-machines)"
                                                              : ": costs are shown and do not gate (--across-machines)";
    if (comparison.other_machine) section.lines.push_back("The machines differ" + costs);
    if (comparison.busy_before) section.lines.push_back("OLD is of a " + busy_machine(comparison.before) + costs);
    if (comparison.busy_after) section.lines.push_back("NEW is of a " + busy_machine(comparison.after) + costs);
  }
  if (comparison.before.interrupted) section.lines.emplace_back("OLD was interrupted: results are missing");
  if (comparison.after.interrupted) section.lines.emplace_back("NEW was interrupted: results are missing");
  return section;
}

/// The results of one kind of change, a line each.
Section results(const Comparison& comparison, Change change, Section section) {
  for (const auto& result : comparison.results) {
    if (result.change != change) continue;
    auto line = padded(arrow(verdict(result.before), verdict(result.after)), 14) + "  " + result.id;
    if (change != Change::disappeared && result.after != model::VerdictKind::pass) line += "  " + result.reason;
    section.lines.push_back(std::move(line));
  }
  return section;
}

/// Adds the loads of one kind of change.
void add_loads(Section& section, const Comparison& comparison, Change change) {
  for (const auto& load : comparison.loads)
    if (load.change == change) section.lines.push_back(presence_line(load));
}

Section regressions(const Comparison& comparison) {
  auto section = results(comparison, Change::regression, {.heading = "Regressions", .color = kRed});
  add_loads(section, comparison, Change::regression);
  for (const auto& load : comparison.loads)
    for (const auto& cost : load.costs)
      if (cost.finding == model::CostFinding::costlier) section.lines.push_back(cost_line(load, cost));
  return section;
}

Section improvements(const Comparison& comparison) {
  auto section = results(comparison, Change::improvement, {.heading = "Improvements", .color = kGreen});
  add_loads(section, comparison, Change::improvement);
  for (const auto& load : comparison.loads)
    for (const auto& cost : load.costs)
      if (cost.finding == model::CostFinding::cheaper) section.lines.push_back(cost_line(load, cost));
  return section;
}

Section one_sided(const Comparison& comparison, Change change, std::string heading) {
  auto section = results(comparison, change, {.heading = std::move(heading), .color = kPlain});
  add_loads(section, comparison, change);
  return section;
}

Section drifts(const Comparison& comparison) {
  Section section{.heading = "Same verdict, another alert, grade or policy", .color = kPlain};
  for (const auto& drift : comparison.drifts) {
    std::string line = padded(std::string{model::name(drift.verdict)}, 5) + "  " + drift.id;
    for (auto separator = "  "; const auto& difference : drift.differences)
      line += std::exchange(separator, ", ") + difference.what + " " + arrow(difference.before, difference.after);
    section.lines.push_back(std::move(line));
  }
  return section;
}

std::string drawn(const Section& section, const ComparisonStyle& style, bool all) {
  if (section.lines.empty()) return {};
  std::string text = "\n";
  text += style.color ? "\x1b[" + std::string{section.color} + "m" + section.heading + "\x1b[0m" : section.heading;
  text += "\n";
  const auto shown = all ? section.lines.size() : std::min(section.lines.size(), kLinesOfADigest);
  for (std::size_t i = 0; i < shown; ++i) text += "  " + core::terminal_line(section.lines[i]) + "\n";
  if (const auto more = section.lines.size() - shown; more > 0)
    text += "  … and " + std::to_string(more) + " more (--verbose shows them)\n";
  return text;
}

}  // namespace

std::string summary_line(const Comparison& comparison) {
  const auto summary = model::summarize(comparison);
  const auto regressions = summary.regressions();
  std::string line = regressions == 0   ? "no regression"
                     : regressions == 1 ? "1 regression"
                                        : std::to_string(regressions) + " regressions";
  std::string parts;
  const auto add = [](std::string& text, std::size_t count, const std::string& what) {
    if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
  };
  add(parts, summary.verdict_regressions, "verdict");
  add(parts, summary.validity_regressions, "load not valid");
  add(parts, summary.cost_regressions, "cost");
  if (!parts.empty()) line += " (" + parts + ")";
  add(line, summary.improvements, "improved");
  add(line, summary.cheaper, "cheaper");
  add(line, summary.other, "otherwise changed");
  add(line, summary.drifts, "drifted");
  add(line, summary.appeared, "only in NEW");
  add(line, summary.disappeared, "only in OLD");
  if (!comparison.loads.empty() && !comparison.same_quiet_machine() && !comparison.gate.across_machines)
    line += "; costs not judged";
  if (comparison.before.interrupted) line += "; OLD was interrupted";
  if (comparison.after.interrupted) line += "; NEW was interrupted";
  return line;
}

std::string to_console(const Comparison& comparison, const ComparisonStyle& style) {
  const bool all = style.detail == Detail::everything;
  auto text = origin("OLD", comparison.before) + origin("NEW", comparison.after);
  text += drawn(environment(comparison), style, true);
  text += drawn(regressions(comparison), style, true);
  if (style.detail != Detail::regressions) {
    text += drawn(improvements(comparison), style, all);
    text += drawn(one_sided(comparison, Change::other, "Other changes"), style, all);
    text += drawn(drifts(comparison), style, all);
    text += drawn(one_sided(comparison, Change::appeared, "Only in NEW"), style, all);
    text += drawn(one_sided(comparison, Change::disappeared, "Only in OLD"), style, all);
    text += load_table(comparison);
  }
  return text + "\n" + summary_line(comparison) + "\n";
}

}  // namespace tlsgauge::report
