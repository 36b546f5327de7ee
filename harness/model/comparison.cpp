#include "model/comparison.hpp"

namespace tlsgauge::model {
namespace {

/// Counts a change of a result or of a load's validity and presence; `regressions` is where a regression counts.
void count(ComparisonSummary& summary, Change change, std::size_t& regressions) {
  switch (change) {
    case Change::none: break;
    case Change::regression: ++regressions; break;
    case Change::improvement: ++summary.improvements; break;
    case Change::other: ++summary.other; break;
    case Change::appeared: ++summary.appeared; break;
    case Change::disappeared: ++summary.disappeared; break;
  }
}

}  // namespace

std::string_view name(Change change) {
  switch (change) {
    case Change::none: return "none";
    case Change::regression: return "regression";
    case Change::improvement: return "improvement";
    case Change::other: return "other";
    case Change::appeared: return "appeared";
    case Change::disappeared: return "disappeared";
  }
  return "unknown";
}

std::string_view name(Metric metric) {
  switch (metric) {
    case Metric::client_cpu: return "client_cpu_ns_per_op";
    case Metric::server_cpu: return "server_cpu_ns_per_op";
    case Metric::latency_p50: return "latency_ns_p50";
    case Metric::latency_p99: return "latency_ns_p99";
  }
  return "unknown";
}

std::string_view name(CostFinding finding) {
  switch (finding) {
    case CostFinding::shown: return "shown";
    case CostFinding::unchanged: return "unchanged";
    case CostFinding::costlier: return "costlier";
    case CostFinding::cheaper: return "cheaper";
  }
  return "unknown";
}

ComparisonSummary summarize(const Comparison& comparison) {
  ComparisonSummary summary{.drifts = comparison.drifts.size()};
  for (const auto& result : comparison.results) count(summary, result.change, summary.verdict_regressions);
  for (const auto& load : comparison.loads) {
    count(summary, load.change, summary.validity_regressions);
    for (const auto& cost : load.costs) {
      if (cost.finding == CostFinding::costlier) ++summary.cost_regressions;
      if (cost.finding == CostFinding::cheaper) ++summary.cheaper;
    }
  }
  return summary;
}

}  // namespace tlsgauge::model
