#pragma once

#include "core/clock.hpp"

namespace tlsgauge::load {

/// The time of every measurement. Not injected: an engine reads it several times an operation.
[[nodiscard]] inline core::TimePoint clock_now() noexcept { return std::chrono::steady_clock::now(); }

}  // namespace tlsgauge::load
