#include "runner/attempts.hpp"

#include <algorithm>
#include <utility>

#include "core/result.hpp"

namespace tlsgauge::runner {
namespace {

/// The order of the exit codes: what ends a run with the code that comes first is worse.
int badness(const model::Verdict& verdict) {
  return std::visit(
      overloaded{[](const model::Skipped&) { return 0; }, [](const model::Pass&) { return 1; },
                 [](const model::ExpectedFail&) { return 2; }, [](const model::UnexpectedPass&) { return 3; },
                 [](const model::Hung&) { return 3; }, [](const model::Fail&) { return 3; },
                 [](const model::Broken& broken) { return broken.unreachable ? 4 : 5; }},
      verdict);
}

bool was_skipped(const model::ScenarioResult& result) { return std::holds_alternative<model::Skipped>(result.verdict); }

}  // namespace

void add_attempt(std::vector<model::ScenarioResult>& results, model::ScenarioResult result) {
  const auto known = std::ranges::find_if(
      results, [&](const model::ScenarioResult& other) { return other.scenario.id == result.scenario.id; });
  if (known == results.end()) {
    results.push_back(std::move(result));
    return;
  }
  if (was_skipped(result)) return;
  const int attempts = was_skipped(*known) ? 1 : known->attempts + 1;
  if (badness(result.verdict) > badness(known->verdict)) *known = std::move(result);
  known->attempts = attempts;
}

}  // namespace tlsgauge::runner
