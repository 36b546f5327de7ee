#pragma once

#include <cstdint>

#include "core/result.hpp"

namespace tlsgauge::load {

/// Makes sure that this process can open `count` descriptors besides those that it has: raises the soft limit as far as
/// that needs and the hard limit allows.
/// @return FailedPrecondition that names both numbers and says what to do.
[[nodiscard]] Status allow_descriptors(std::uint64_t count);

}  // namespace tlsgauge::load
