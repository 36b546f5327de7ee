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
  const auto broken = [&](bool unreachable) {
    return std::ranges::any_of(report.results, [&](const ScenarioResult& result) {
      const auto* fault = std::get_if<Broken>(&result.verdict);
      return fault != nullptr && fault->unreachable == unreachable;
    });
  };
  if (broken(false)) return 2;
  if (broken(true)) return 3;
  const auto invalid = [](const LoadResult& load) { return !load.invalid_because.empty(); };
  if (std::ranges::any_of(report.load, invalid)) return 2;
  const auto summary = summarize(report);
  if (summary.total > 0 && summary.skipped == summary.total) return 2;  // nothing was judged: no proof of anything
  return summary.failed + summary.xpassed + summary.hung > 0 ? 1 : 0;
}

}  // namespace tlsgauge::model
