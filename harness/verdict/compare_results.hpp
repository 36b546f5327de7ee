#pragma once

#include <vector>

#include "model/comparison.hpp"

namespace tlsgauge::verdict {

/// The results whose verdicts differ, or which one report lacks: regressions first, otherwise in the order of the later
/// report.
[[nodiscard]] std::vector<model::ResultChange> compare_results(const model::ReportDigest& before,
                                                               const model::ReportDigest& after);

/// The results of one verdict whose security, alert or grade differ, in the order of the later report.
[[nodiscard]] std::vector<model::ResultDrift> drifts(const model::ReportDigest& before,
                                                     const model::ReportDigest& after);

}  // namespace tlsgauge::verdict
