#include "unit/report/sample_comparison.hpp"

namespace tlsgauge::test_support {
namespace {

using namespace model;

ReportOrigin origin(const std::string& directory, const std::string& version) {
  return {.file = directory + "/report.json",
          .version = version,
          .commit = "0123abc",
          .started = "2026-01-02T03:04:05Z",
          .target = "milvus",
          .target_version = "2.3.5"};
}

CostChange cost(Metric metric, double ratio, CostFinding finding) {
  return {.metric = metric,
          .repeats_before = 5,
          .repeats_after = 5,
          .before = Cost{200'000},
          .after = Cost{200'000 * ratio},
          .ratio = ratio,
          .interval = Interval{.low = ratio - 0.05, .high = ratio + 0.05},
          .p_value = 0.001,
          .finding = finding};
}

LoadChange five_repeats() {
  LoadChange load{.name = "tls1.3 full mutual", .before = {.valid = 5}, .after = {.valid = 5}};
  load.costs = {cost(Metric::client_cpu, 1.25, CostFinding::costlier),
                cost(Metric::server_cpu, 0.75, CostFinding::cheaper), cost(Metric::latency_p50, 1, CostFinding::shown),
                cost(Metric::latency_p99, 1.5, CostFinding::shown)};
  return load;
}

LoadChange one_repeat() {
  LoadChange load{.name = "tls1.2 full one-way", .before = {.valid = 1}, .after = {.valid = 1}};
  auto only = cost(Metric::client_cpu, 1.1, CostFinding::shown);
  only.repeats_before = only.repeats_after = 1;
  only.interval.reset();
  only.p_value.reset();
  only.not_judged_because = "too few repeats";
  load.costs = {only};
  load.notes = {"connections 8 → 64"};
  return load;
}

LoadChange no_longer_valid() {
  return {.name = "tls1.3 resumed mutual",
          .change = Change::regression,
          .before = {.valid = 5},
          .after = {.valid = 3, .invalid = 2},
          .invalid_because = "3 of 500 handshakes failed",
          .costs = {cost(Metric::client_cpu, 1.02, CostFinding::unchanged)}};
}

}  // namespace

Comparison sample_comparison() {
  return {
      .before = origin("reports/out/old", "1.2.3"),
      .after = origin("reports/out/new", "1.2.4"),
      .environment = {{"openssl", "OpenSSL 3.0.0", "OpenSSL 3.2.0"},
                      {"tlsgauge", "1.2.3 (0123abc)", "1.2.4 (0123abc)"}},
      .results = {{"a/worse", Change::regression, VerdictKind::pass, VerdictKind::fail, "the client was let in"},
                  {"a/renamed", Change::regression, std::nullopt, VerdictKind::hang, "silence at first_read"},
                  {"a/better", Change::improvement, VerdictKind::hang, VerdictKind::pass, "as expected"},
                  {"a/explained", Change::other, VerdictKind::fail, VerdictKind::xfail, "it is known"},
                  {"a/added", Change::appeared, std::nullopt, VerdictKind::pass, "as expected"},
                  {"a/gone", Change::disappeared, VerdictKind::pass, std::nullopt, "as expected"}},
      .drifts = {{"a/drifted", VerdictKind::pass, {{"alert", "bad_certificate", ""}, {"grade", "exact", "no_alert"}}}},
      .loads = {no_longer_valid(),
                five_repeats(),
                one_repeat(),
                {.name = "rest get", .change = Change::appeared, .after = {.valid = 1}},
                {.name = "grpc get", .change = Change::disappeared, .before = {.valid = 4}}}};
}

}  // namespace tlsgauge::test_support
