#include "report/comparison_loads.hpp"

#include <algorithm>
#include <array>
#include <iomanip>
#include <set>
#include <sstream>
#include <vector>

#include "core/text.hpp"
#include "report/layout.hpp"

namespace tlsgauge::report {
namespace {

using model::CostChange;
using model::CostFinding;
using model::LoadChange;
using model::Metric;

struct Column {
  Metric metric;
  std::string_view heading;
};

constexpr auto kColumns = std::to_array<Column>({{Metric::client_cpu, "client CPU"},
                                                 {Metric::server_cpu, "server CPU"},
                                                 {Metric::latency_p50, "latency p50"},
                                                 {Metric::latency_p99, "latency p99"}});
constexpr std::size_t kColumnWidth = 21;

std::string_view heading(Metric metric) {
  const auto* found = std::ranges::find(kColumns, metric, &Column::metric);
  return found != kColumns.end() ? found->heading : "cost";
}

std::string microseconds(model::Cost cost) { return decimal(cost.count() / 1000, 1); }

/// "1.26 [1.18, 1.35]".
std::string ratio(const CostChange& cost) {
  if (!cost.interval) return decimal(cost.ratio, 2) + " [?]";
  return decimal(cost.ratio, 2) + " [" + decimal(cost.interval->low, 2) + ", " + decimal(cost.interval->high, 2) + "]";
}

std::string_view mark(CostFinding finding) {
  switch (finding) {
    case CostFinding::shown:
    case CostFinding::unchanged: return "";
    case CostFinding::costlier: return " ▲";
    case CostFinding::cheaper: return " ▼";
  }
  return "";
}

std::string cell(const LoadChange& load, Metric metric) {
  const auto cost = std::ranges::find(load.costs, metric, &CostChange::metric);
  return cost == load.costs.end() ? "–" : ratio(*cost) + std::string{mark(cost->finding)};
}

bool on_both_sides(const LoadChange& load) {
  return load.change != model::Change::appeared && load.change != model::Change::disappeared;
}

std::string invalid_of(const std::string& side, const model::Repeats& repeats) {
  if (repeats.invalid == 0) return {};
  return std::to_string(repeats.invalid) + " of " + std::to_string(repeats.valid + repeats.invalid) + " in " + side;
}

/// "1 of 5 in OLD, 2 of 5 in NEW"; empty when all are valid.
std::string invalid_of(const LoadChange& load) {
  const auto before = invalid_of("OLD", load.before);
  const auto after = invalid_of("NEW", load.after);
  return before + (before.empty() || after.empty() ? "" : ", ") + after;
}

std::string row(const LoadChange& load, std::size_t width) {
  auto text = "  " + padded(core::terminal_line(load.name), width) + "  " +
              padded(std::to_string(load.before.valid) + ":" + std::to_string(load.after.valid), 7);
  for (const auto& column : kColumns) text += "  " + padded(cell(load, column.metric), kColumnWidth);
  text.erase(text.find_last_not_of(' ') + 1);
  text += "\n";
  if (const auto invalid = invalid_of(load); !invalid.empty())
    text += "    not valid: " + invalid + " (" + core::terminal_line(load.invalid_because) + ")\n";
  for (const auto& note : load.notes) text += "    not comparable: " + core::terminal_line(note) + "\n";
  return text;
}

std::string gates(const model::Comparison& comparison) {
  const auto& gate = comparison.gate;
  if (!comparison.same_quiet_machine() && !gate.across_machines) return "nothing gates";
  const auto limit = decimal(100 * gate.tolerance, gate.tolerance < 0.01 ? 1 : 0) + " %";
  if (gate.cpu && gate.latency) return "CPU and latency gate at +" + limit;
  if (gate.cpu) return "CPU gates at +" + limit;
  return gate.latency ? "latency gates at +" + limit : "nothing gates";
}

/// What the rows need to be understood, and no more.
std::string legend(const std::vector<const LoadChange*>& loads) {
  bool marked = false;
  bool without_interval = false;
  bool too_few = false;
  for (const auto* load : loads) {
    for (const auto& cost : load->costs) {
      marked = marked || !mark(cost.finding).empty();
      without_interval = without_interval || !cost.interval;
      too_few = too_few || std::min(cost.repeats_before, cost.repeats_after) < 3;
    }
  }
  std::string text;
  if (marked) text += "  ▲ costlier, ▼ cheaper: beyond the tolerance, and no accident\n";
  if (without_interval) text += "  [?] one repeat on a side: no interval\n";
  if (too_few) text += "  Fewer than 3 repeats on a side are shown and never gate: run with --repeat 5.\n";
  return text;
}

}  // namespace

std::string decimal(double value, int digits) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(digits) << value;
  return text.str();
}

std::string presence_line(const LoadChange& load) {
  const auto invalid = invalid_of(load);
  const auto repeats = std::max(load.before.valid + load.before.invalid, load.after.valid + load.after.invalid);
  if (invalid.empty())
    return padded("load", 14) + "  " + load.name + "  " + std::to_string(repeats) +
           (repeats == 1 ? " repeat, valid" : " repeats, all valid");
  return padded("load", 14) + "  " + load.name + "  not valid: " + invalid + " (" + load.invalid_because + ")";
}

std::string cost_line(const LoadChange& load, const CostChange& cost) {
  return padded(std::string{model::name(cost.finding)}, 14) + "  " + load.name + "  " +
         std::string{heading(cost.metric)} + " × " + ratio(cost) + ", " + microseconds(cost.before) + " → " +
         microseconds(cost.after) + " µs";
}

std::string load_table(const model::Comparison& comparison) {
  std::vector<const LoadChange*> loads;
  std::size_t width = 4;
  for (const auto& load : comparison.loads) {
    if (!on_both_sides(load)) continue;
    loads.push_back(&load);
    width = std::max(width, load.name.size());
  }
  if (loads.empty()) return {};
  std::string text = "\nLoads: NEW over OLD, with its 95 % confidence interval; " + gates(comparison) + "\n  " +
                     padded("", width) + "  repeats";
  for (const auto& column : kColumns) text += "  " + padded(std::string{column.heading}, kColumnWidth);
  text.erase(text.find_last_not_of(' ') + 1);
  text += "\n";
  for (const auto* load : loads) text += row(*load, width);
  return text + legend(loads);
}

}  // namespace tlsgauge::report
