#include <array>
#include <ctime>

#include "core/result.hpp"
#include "report/render.hpp"

namespace tlsgauge::report {
namespace {

std::string joined(const std::vector<std::string>& clauses) {
  std::string text;
  for (const auto& clause : clauses) text += (text.empty() ? "" : "; ") + clause;
  return text;
}

std::string with_observation(std::string text, const model::ScenarioResult& result) {
  if (result.observed) text += ": " + model::describe(*result.observed);
  return text;
}

std::string with_advice(std::string text, const model::ScenarioResult& result) {
  if (!result.scenario.advice.empty()) text += ". " + result.scenario.advice;
  return text;
}

}  // namespace

std::string rfc3339(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {text.data(), size};
}

std::string reason(const model::ScenarioResult& result) {
  return std::visit(overloaded{[&](const model::Pass& pass) {
                                 if (!pass.note.empty()) return with_advice(pass.note, result);
                                 return with_advice(with_observation("as expected", result), result);
                               },
                               [&](const model::Fail& fail) {
                                 return with_advice(with_observation(joined(fail.mismatches), result), result);
                               },
                               [&](const model::Hung& hung) { return with_advice(hung.reason, result); },
                               [&](const model::ExpectedFail& known) {
                                 return with_observation(known.reason + " Seen", result) + " (" +
                                        joined(known.mismatches) + ")";
                               },
                               [&](const model::UnexpectedPass& known) {
                                 return with_observation("passed, although the deviations file expects a failure (" +
                                                             known.reason + "); take the entry out",
                                                         result);
                               },
                               [](const model::Skipped& skipped) { return skipped.reason; },
                               [](const model::Broken& broken) { return broken.fault; }},
                    result.verdict);
}

}  // namespace tlsgauge::report
