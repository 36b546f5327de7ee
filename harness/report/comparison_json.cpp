#include "report/comparison_render.hpp"
#include "report/json_value.hpp"

namespace tlsgauge::report {
namespace {

Json word_or_null(const std::optional<model::VerdictKind>& kind) {
  return kind ? Json(model::name(*kind)) : Json(nullptr);
}

Json origin(const model::ReportOrigin& origin) {
  return {{"file", origin.file},
          {"interrupted", origin.interrupted},
          {"version", origin.version},
          {"commit", or_null(origin.commit)},
          {"catalogue_version", origin.catalogue_version},
          {"started", origin.started},
          {"target", origin.target},
          {"target_version", or_null(origin.target_version)}};
}

Json differences(const std::vector<model::Difference>& differences) {
  auto list = Json::array();
  for (const auto& difference : differences)
    list.push_back(
        {{"what", difference.what}, {"old", or_null(difference.before)}, {"new", or_null(difference.after)}});
  return list;
}

Json gate(const model::Comparison& comparison) {
  const auto& gate = comparison.gate;
  auto open = Json::array();
  if (gate.cpu) open.push_back("cpu");
  if (gate.latency) open.push_back("latency");
  return {{"tolerance", gate.tolerance}, {"gates", std::move(open)}, {"across_machines", gate.across_machines}};
}

Json summary(const model::Comparison& comparison) {
  const auto summary = model::summarize(comparison);
  return {{"regressions", summary.regressions()},
          {"verdict_regressions", summary.verdict_regressions},
          {"validity_regressions", summary.validity_regressions},
          {"cost_regressions", summary.cost_regressions},
          {"improvements", summary.improvements},
          {"cheaper", summary.cheaper},
          {"other", summary.other},
          {"appeared", summary.appeared},
          {"disappeared", summary.disappeared},
          {"drifts", summary.drifts}};
}

Json result(const model::ResultChange& result) {
  return {{"id", result.id},
          {"change", model::name(result.change)},
          {"old", word_or_null(result.before)},
          {"new", word_or_null(result.after)},
          {"reason", result.reason}};
}

Json drift(const model::ResultDrift& drift) {
  return {{"id", drift.id}, {"verdict", model::name(drift.verdict)}, {"differences", differences(drift.differences)}};
}

Json interval(const std::optional<model::Interval>& interval) {
  if (!interval) return nullptr;
  return {{"confidence", 0.95}, {"low", interval->low}, {"high", interval->high}};
}

Json cost(const model::CostChange& cost) {
  return {{"metric", model::name(cost.metric)},   {"old_ns", cost.before.count()},
          {"new_ns", cost.after.count()},         {"old_repeats", cost.repeats_before},
          {"new_repeats", cost.repeats_after},    {"ratio", cost.ratio},
          {"interval", interval(cost.interval)},  {"p_value", cost.p_value ? Json(*cost.p_value) : Json(nullptr)},
          {"finding", model::name(cost.finding)}, {"not_judged_because", or_null(cost.not_judged_because)}};
}

Json repeats(const model::Repeats& repeats) { return {{"valid", repeats.valid}, {"invalid", repeats.invalid}}; }

Json load(const model::LoadChange& load) {
  auto costs = Json::array();
  for (const auto& each : load.costs) costs.push_back(cost(each));
  return {{"name", load.name},
          {"change", model::name(load.change)},
          {"old", repeats(load.before)},
          {"new", repeats(load.after)},
          {"invalid_because", or_null(load.invalid_because)},
          {"notes", load.notes},
          {"costs", std::move(costs)}};
}

}  // namespace

std::string to_json(const model::Comparison& comparison) {
  Json json{{"schema_version", 1},
            {"old", origin(comparison.before)},
            {"new", origin(comparison.after)},
            {"environment", differences(comparison.environment)},
            {"other_machine", comparison.other_machine},
            {"busy_machine", {{"old", comparison.busy_before}, {"new", comparison.busy_after}}},
            {"gate", gate(comparison)},
            {"summary", summary(comparison)},
            {"results", Json::array()},
            {"drifts", Json::array()},
            {"loads", Json::array()}};
  for (const auto& each : comparison.results) json["results"].push_back(result(each));
  for (const auto& each : comparison.drifts) json["drifts"].push_back(drift(each));
  for (const auto& each : comparison.loads) json["loads"].push_back(load(each));
  // A path of the command line may be no UTF-8; the comparison must still be written.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tlsgauge::report
