#include <benchmark/benchmark.h>

#include "report/render.hpp"

namespace tlsgauge::bench {
namespace {

using namespace std::chrono_literals;

/// A report of refusals that came as expected.
model::Report report_of(std::int64_t results) {
  model::Report report;
  model::ScenarioResult result;
  result.scenario.title = "A client without a certificate is refused";
  result.scenario.references = {"RFC 8446 section 4.4.2.4"};
  result.scenario.expectation.security = model::Decision::reject;
  result.scenario.expectation.alerts = {model::alerts::certificate_required};
  result.observed.emplace();
  result.observed->outcome = model::Refused{.by = model::Party::server,
                                            .stage = model::Stage::first_read,
                                            .alert = model::AlertSeen{.alert = model::alerts::certificate_required}};
  result.observed->timings = {.tcp = 50us, .handshake = 2ms, .verdict = 3ms};
  result.grade = model::Grade::exact;
  for (std::int64_t i = 0; i < results; ++i) {
    result.scenario.id = "suite/group/scenario-" + std::to_string(i);
    report.results.push_back(result);
  }
  return report;
}

void write_with(benchmark::State& state, std::string (*render)(const model::Report&)) {
  const auto report = report_of(state.range(0));
  std::int64_t bytes = 0;
  for ([[maybe_unused]] auto iteration : state) bytes += static_cast<std::int64_t>(render(report).size());
  state.SetBytesProcessed(bytes);
}

void json(benchmark::State& state) { write_with(state, report::to_json); }
void junit(benchmark::State& state) { write_with(state, report::to_junit); }

BENCHMARK(json)->Name("report/json")->Arg(150)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(junit)->Name("report/junit")->Arg(5000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tlsgauge::bench
