#pragma once

#include <string>
#include <vector>

#include "model/comparison.hpp"

namespace tlsgauge::verdict {

/// Compares the loads of two reports, those of one name as repeats: loads with a regression first, otherwise in the
/// order of the later report. compare() documents what is judged, and how; nothing is where the machines close the
/// gate.
[[nodiscard]] std::vector<model::LoadChange> compare_loads(const std::vector<model::LoadDigest>& before,
                                                           const std::vector<model::LoadDigest>& after,
                                                           const model::CostGate& gate,
                                                           const std::string& gate_closed_because);

}  // namespace tlsgauge::verdict
