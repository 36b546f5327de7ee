#pragma once

#include <vector>

#include "model/report.hpp"

namespace tlsgauge::runner {

/// Adds an attempt at a scenario to `results`, which hold each scenario once: of several attempts the worst is kept,
/// the first of those that are equally bad. From worst to best: error, unreachable, fail (hang and xpass alike), xfail,
/// pass. An attempt that was skipped was none, unless it is the only one.
void add_attempt(std::vector<model::ScenarioResult>& results, model::ScenarioResult result);

}  // namespace tlsgauge::runner
