#pragma once

#include <optional>
#include <string>

#include "model/scenario.hpp"
#include "model/verdict.hpp"

namespace tlsgauge::verdict {

/// How strictly, and by whose alerts, to judge.
struct Policy {
  std::string profile;         ///< the target's alert profile; empty: alerts are graded by the RFC alone
  bool strict = false;         ///< a violated SHOULD fails
  bool strict_alerts = false;  ///< a refusal with an alert that neither RFC nor profile names fails
};

/// A verdict, and how the refusal was worded where one was due and came.
struct Judgement {
  model::Verdict verdict;
  std::optional<model::Grade> grade;
};

/// Compares what happened with what the scenario demands. Pure and total: names every mismatch, not the first.
[[nodiscard]] Judgement judge(const model::Scenario& scenario, const model::Observation& seen, const Policy& policy);

/// Applies a deviation that the target is known for: a failure becomes expected, a pass unexpected. A hang, which no
/// deviation is about, skips and harness faults stay what they are.
[[nodiscard]] model::Verdict excuse(model::Verdict verdict, const std::string& reason);

}  // namespace tlsgauge::verdict
