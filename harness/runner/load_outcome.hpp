#pragma once

#include <string>

#include "core/result.hpp"
#include "model/load.hpp"
#include "model/observation.hpp"

namespace tlsgauge::runner {

/// What the target did in a load whose numbers do not hold, by the classes of its failures: a refusal with the alert
/// that all of them show, a hang where they are timeouts alone, unreachable where nobody was there. `must_resume` is
/// whether every handshake had to.
/// @return Internal where it is the harness' own doing: it ran out of ports, or it was late.
[[nodiscard]] Result<model::Observation> observation_of(const model::LoadResult& load, bool must_resume);

}  // namespace tlsgauge::runner
