#include "verdict/compare.hpp"

#include "verdict/compare_loads.hpp"
#include "verdict/compare_results.hpp"

namespace tlsgauge::verdict {
namespace {

using model::ReportOrigin;

std::string program(const ReportOrigin& origin) {
  return origin.commit.empty() ? origin.version : origin.version + " (" + origin.commit + ")";
}

std::vector<model::Difference> differences(const ReportOrigin& before, const ReportOrigin& after) {
  std::vector<model::Difference> found;
  const auto compare = [&](const char* what, const std::string& old, const std::string& recent) {
    if (old != recent) found.push_back({.what = what, .before = old, .after = recent});
  };
  compare("cpu", before.cpu, after.cpu);
  compare("cores", std::to_string(before.cores), std::to_string(after.cores));
  compare("governor", before.governor, after.governor);
  compare("host", before.host, after.host);
  compare("kernel", before.kernel, after.kernel);
  compare("openssl", before.openssl, after.openssl);
  compare("grpc", before.grpc, after.grpc);
  compare("network", before.network, after.network);
  compare("tlsgauge", program(before), program(after));
  compare("catalogue", std::to_string(before.catalogue_version), std::to_string(after.catalogue_version));
  compare("target", before.target, after.target);
  compare("target version", before.target_version, after.target_version);
  compare("profile", before.target_profile, after.target_profile);
  return found;
}

/// Whether other work had so much of the machine that its caches, its clock and its hardware threads were not ours: the
/// CPU time of an operation then differs by a third from one minute to the next, and repeats, which share the minute,
/// do not show it. A load of ours, run before, stays below.
bool was_busy(const ReportOrigin& origin) {
  constexpr double kMostStealPercent = 5;
  const bool crowded = origin.cores > 0 && origin.load_average > 2 * origin.cores;
  return crowded || origin.steal_percent > kMostStealPercent;
}

}  // namespace

model::Comparison compare(const model::ReportDigest& before, const model::ReportDigest& after,
                          const model::CostGate& gate) {
  model::Comparison comparison{
      .before = before.origin,
      .after = after.origin,
      .environment = differences(before.origin, after.origin),
      .other_machine = before.origin.cpu != after.origin.cpu || before.origin.cores != after.origin.cores,
      .busy_before = was_busy(before.origin),
      .busy_after = was_busy(after.origin),
      .gate = gate,
      .results = compare_results(before, after),
      .drifts = drifts(before, after),
      .loads = {}};
  std::string closed;
  if (!gate.across_machines && !comparison.same_quiet_machine())
    closed = comparison.other_machine ? "the machines differ" : "the machine was busy";
  comparison.loads = compare_loads(before.loads, after.loads, gate, closed);
  return comparison;
}

}  // namespace tlsgauge::verdict
