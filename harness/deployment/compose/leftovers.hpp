#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "deployment/compose/engine.hpp"

namespace tlsgauge::deployment::compose {

/// Removes the containers and networks of harnesses that were killed before they could do it.
[[nodiscard]] Status remove_leftovers(const Engine& engine, const core::Deadline& deadline);

}  // namespace tlsgauge::deployment::compose
