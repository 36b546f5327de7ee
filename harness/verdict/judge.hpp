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

/// Applies a deviation that the target is known for: a failure of the kind that it explains becomes expected, a pass
/// unexpected. A failure of another kind stays one, and says so; so do a hang, which no deviation is about, a pass that
/// is no more than a recommendation ignored, skips and harness faults.
[[nodiscard]] model::Verdict excuse(model::Verdict verdict, const model::Deviation& known,
                                    const model::Observation& seen);

/// Whether `seen` is what a deviation explains.
[[nodiscard]] bool explains(const model::Explained& explained, const model::Observation& seen);

}  // namespace tlsgauge::verdict
