#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/report_digest.hpp"

namespace tlsgauge::model {

/// Something that the two reports say differently.
struct Difference {
  std::string what;  ///< "openssl", "alert"
  std::string before, after;
};

/// What became of a result or a load between two reports.
enum class Change : std::uint8_t {
  none,
  regression,
  improvement,
  other,        ///< neither: pass to skip, fail to hang
  appeared,     ///< only in the later report
  disappeared,  ///< only in the earlier report
};
[[nodiscard]] std::string_view name(Change change);

/// A result whose verdict is another, or which one report lacks.
struct ResultChange {
  std::string id;
  Change change = Change::other;
  std::optional<VerdictKind> before, after;  ///< empty: the report lacks it
  std::string reason{};                      ///< of the later verdict, or else of the earlier
};

/// A result of the same verdict whose refusal, or whose policy, is another. Never a regression.
struct ResultDrift {
  std::string id;
  VerdictKind verdict = VerdictKind::pass;
  std::vector<Difference> differences;  ///< of "security", "alert", "grade"; never empty
};

/// What of a load is compared.
enum class Metric : std::uint8_t { client_cpu, server_cpu, latency_p50, latency_p99 };
/// "client_cpu_ns_per_op", "latency_ns_p99": the key of the report that it is read from.
[[nodiscard]] std::string_view name(Metric metric);
[[nodiscard]] constexpr bool is_latency(Metric metric) {
  return metric == Metric::latency_p50 || metric == Metric::latency_p99;
}

/// What the repeats prove about a cost.
enum class CostFinding : std::uint8_t {
  shown,      ///< not judged, because it does not gate
  unchanged,  ///< no change beyond the tolerance is proven
  costlier,   ///< a regression
  cheaper,
};
[[nodiscard]] std::string_view name(CostFinding finding);

/// A 95 % confidence interval of a ratio.
struct Interval {
  double low = 1, high = 1;
};

/// One cost of one load, in both reports.
struct CostChange {
  Metric metric = Metric::client_cpu;
  std::size_t repeats_before = 0, repeats_after = 0;
  Cost before{0}, after{0};            ///< geometric means of the repeats
  double ratio = 1;                    ///< after / before
  std::optional<Interval> interval{};  ///< empty: one repeat on a side tells nothing of the noise
  std::optional<double> p_value{};     ///< of the ratio being 1
  CostFinding finding = CostFinding::shown;
  std::string not_judged_because{};  ///< empty: judged
};

/// How many repeats of a load a report holds.
struct Repeats {
  std::size_t valid = 0, invalid = 0;
};

/// A load of either report.
struct LoadChange {
  std::string name;
  Change change = Change::none;  ///< of its validity and presence; the costs have findings of their own
  Repeats before, after;
  std::string invalid_because{};     ///< of the later report's first invalid repeat, or else of the earlier's
  std::vector<std::string> notes{};  ///< what keeps figures from being comparable, a clause each
  std::vector<CostChange> costs{};   ///< in the order of Metric; empty where a side has no valid repeat
};

/// What is a regression of cost.
struct CostGate {
  double tolerance = 0.10;  ///< a cost may rise by this share
  bool cpu = true;
  bool latency = false;
  bool across_machines = false;  ///< judge although the machines differ, or were busy
};

/// What changed from an earlier to a later report. Lists name regressions first.
struct Comparison {
  ReportOrigin before, after;
  std::vector<Difference> environment;  ///< of the program, the machine and the target
  // Where one of these holds, costs are judged only if the gate says so.
  bool other_machine = false;
  bool busy_before = false, busy_after = false;  ///< with other work, so that costs say little of the target
  CostGate gate;
  std::vector<ResultChange> results;
  std::vector<ResultDrift> drifts;
  std::vector<LoadChange> loads;

  [[nodiscard]] bool same_quiet_machine() const { return !other_machine && !busy_before && !busy_after; }
};

/// How much of what a comparison found.
struct ComparisonSummary {
  std::size_t verdict_regressions = 0, validity_regressions = 0, cost_regressions = 0;
  std::size_t improvements = 0, cheaper = 0, other = 0, appeared = 0, disappeared = 0, drifts = 0;

  [[nodiscard]] std::size_t regressions() const {
    return verdict_regressions + validity_regressions + cost_regressions;
  }
};

[[nodiscard]] ComparisonSummary summarize(const Comparison& comparison);

}  // namespace tlsgauge::model
