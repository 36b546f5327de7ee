#include <benchmark/benchmark.h>

#include "verdict/compare.hpp"
#include "verdict/judge.hpp"

namespace tlsgauge::bench {
namespace {

void judge_refusal(benchmark::State& state) {
  model::Scenario scenario;
  scenario.expectation.security = model::Decision::reject;
  scenario.expectation.refused_by = model::Party::server;
  scenario.expectation.alerts = {model::alerts::bad_certificate, model::alerts::certificate_required};
  scenario.expectation.profile_alerts["go"] = {model::alerts::bad_certificate};
  model::Observation seen;
  seen.outcome = model::Refused{.by = model::Party::server,
                                .stage = model::Stage::first_read,
                                .alert = model::AlertSeen{.alert = model::alerts::bad_certificate}};
  const verdict::Policy policy{.profile = "go"};
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(verdict::judge(scenario, seen, policy));
}

/// Two reports of `state.range(0)` loads with five repeats each.
void compare_loads(benchmark::State& state) {
  model::ReportDigest report;
  for (int cell = 0; cell < state.range(0); ++cell) {
    for (int repeat = 0; repeat < 5; ++repeat) {
      model::LoadDigest load;
      load.name = "load " + std::to_string(cell);
      load.client_cpu = model::Cost{100'000.0 + 1'000 * repeat};
      load.server_cpu = load.client_cpu;
      report.loads.push_back(std::move(load));
    }
  }
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(verdict::compare(report, report, {}));
}

BENCHMARK(judge_refusal)->Name("verdict/judge");
BENCHMARK(compare_loads)->Name("verdict/compare")->Arg(1)->Arg(34);

}  // namespace
}  // namespace tlsgauge::bench
