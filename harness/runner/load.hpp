#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "deployment/backend.hpp"
#include "model/report.hpp"
#include "runner/group.hpp"

namespace tlsgauge::runner {

/// A load that took place: what the target did, for the judge, and what it cost, for the report.
struct Measured {
  Result<model::Observation> seen;  ///< a fault where the numbers do not hold for a reason that is not the target's
  model::LoadResult load;
};

/// Runs the load that `scenario` describes, and compares what the client has counted with what the server has, where
/// it tells. Nothing else should go on meanwhile.
/// @return a fault when the load could not be carried out; Unimplemented where the target has no such port.
[[nodiscard]] Result<Measured> measure(const model::Scenario& scenario, const deployment::Lease& lease,
                                       const std::filesystem::path& certificates, const GroupContext& context);

}  // namespace tlsgauge::runner
