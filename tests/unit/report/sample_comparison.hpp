#pragma once

#include "model/comparison.hpp"

namespace tlsgauge::test_support {

/// A comparison that never changes, with every kind of change and every finding about a cost.
[[nodiscard]] model::Comparison sample_comparison();

}  // namespace tlsgauge::test_support
