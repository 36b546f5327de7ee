#pragma once

#include <filesystem>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "deployment/backend.hpp"
#include "model/scenario.hpp"
#include "runner/group.hpp"
#include "runner/resolve.hpp"

namespace tlsgauge::runner {

/// Tries a scenario that offers an earlier session: makes the earlier connection, lets happen to the target and its
/// certificates what is to happen meanwhile, and connects again. `concrete` is the scenario resolved.
/// `conversations` gets both connections; null: they are dropped.
/// @return what the later connection saw. Unimplemented where this target cannot do its part.
[[nodiscard]] Result<model::Observation> resume(const model::Scenario& scenario, Concrete concrete,
                                                deployment::Lease& lease, const std::filesystem::path& certificates,
                                                const GroupContext& context,
                                                std::vector<model::Conversation>* conversations);

}  // namespace tlsgauge::runner
