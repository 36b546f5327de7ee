#include "model/report.hpp"

#include <algorithm>

#include "core/result.hpp"

namespace tlsgauge::model {

Summary summarize(const Report& report) {
  Summary summary;
  for (const auto& result : report.results) {
    ++summary.total;
    std::visit(overloaded{[&](const Pass&) { ++summary.passed; }, [&](const Fail&) { ++summary.failed; },
                          [&](const Hung&) { ++summary.hung; }, [&](const ExpectedFail&) { ++summary.xfailed; },
                          [&](const UnexpectedPass&) { ++summary.xpassed; }, [&](const Skipped&) { ++summary.skipped; },
                          [&](const Broken&) { ++summary.errors; }},
               result.verdict);
  }
  return summary;
}

int exit_code(const Report& report) {
  if (report.interrupted) return 130;
  if (!report.fault.empty()) return 2;
  const auto broken = [&](bool unreachable) {
    return std::ranges::any_of(report.results, [&](const ScenarioResult& result) {
      const auto* fault = std::get_if<Broken>(&result.verdict);
      return fault != nullptr && fault->unreachable == unreachable;
    });
  };
  const auto invalid = [](const LoadResult& load) { return !load.invalid_because.empty() && !unreachable(load); };
  const auto summary = summarize(report);
  // A load that is a scenario is judged like every other.
  const bool loads_alone = report.results.empty();
  const bool measured_in_vain = loads_alone && std::ranges::any_of(report.load, invalid);
  const bool nobody_there = loads_alone && std::ranges::any_of(report.load, unreachable);
  const bool nothing_judged = summary.total > 0 && summary.skipped == summary.total;  // no proof of anything
  if (broken(false) || nothing_judged || measured_in_vain) return 2;
  if (broken(true) || nobody_there) return 3;
  return summary.failed + summary.xpassed + summary.hung > 0 ? 1 : 0;
}

}  // namespace tlsgauge::model
