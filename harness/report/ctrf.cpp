#include "core/result.hpp"
#include "report/json_value.hpp"
#include "report/render.hpp"

namespace tlsgauge::report {
namespace {

/// CTRF's five words for our seven; `rawStatus` keeps ours.
std::string status(const model::Verdict& verdict) {
  return std::visit(overloaded{[](const model::Pass&) { return std::string{"passed"}; },
                               [](const model::Fail&) { return std::string{"failed"}; },
                               [](const model::Hung&) { return std::string{"failed"}; },
                               [](const model::ExpectedFail&) { return std::string{"other"}; },
                               [](const model::UnexpectedPass&) { return std::string{"failed"}; },
                               [](const model::Skipped&) { return std::string{"skipped"}; },
                               [](const model::Broken&) { return std::string{"failed"}; }},
                    verdict);
}

std::int64_t milliseconds(const model::ScenarioResult& result) {
  if (!result.observed) return 0;
  return std::chrono::duration_cast<std::chrono::milliseconds>(result.observed->timings.verdict).count();
}

Json test(const model::ScenarioResult& result) {
  return {{"name", result.scenario.id},
          {"status", status(result.verdict)},
          {"duration", milliseconds(result)},
          {"suite", Json::array({std::string{result.scenario.suite()}})},
          {"message", reason(result)},
          {"rawStatus", model::name(result.verdict)},
          {"tags", result.scenario.tags},
          {"extra",
           {{"title", result.scenario.title},
            {"references", result.scenario.references},
            {"observed", result.observed ? Json(model::security(result.observed->outcome)) : Json(nullptr)}}}};
}

}  // namespace

std::string to_ctrf(const model::Report& report) {
  auto tests = Json::array();
  std::map<std::string, int> counts;
  std::int64_t duration = 0;
  for (const auto& result : report.results) {
    tests.push_back(test(result));
    ++counts[status(result.verdict)];
    duration += milliseconds(result);
  }
  if (!report.fault.empty()) {
    tests.push_back({{"name", "run"}, {"status", "failed"}, {"duration", 0}, {"message", report.fault}});
    ++counts["failed"];
  }
  const auto start =
      std::chrono::duration_cast<std::chrono::milliseconds>(report.environment.started.time_since_epoch()).count();
  const Json json{{"reportFormat", "CTRF"},
                  {"specVersion", "0.0.0"},
                  {"results",
                   {{"tool", {{"name", "tlsgauge"}, {"version", report.version}}},
                    {"summary",
                     {{"tests", tests.size()},
                      {"passed", counts["passed"]},
                      {"failed", counts["failed"]},
                      {"skipped", counts["skipped"]},
                      {"pending", 0},
                      {"other", counts["other"]},
                      {"start", start},
                      {"stop", start + duration}}},
                    {"tests", std::move(tests)},
                    {"environment",
                     {{"appName", report.target.name},
                      {"appVersion", report.target.version},
                      {"testEnvironment", report.environment.host}}}}}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tlsgauge::report
