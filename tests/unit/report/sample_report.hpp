#pragma once

#include "model/report.hpp"

namespace tlsgauge::test_support {

/// A report that never changes, with a result of every verdict and every kind of observation.
[[nodiscard]] model::Report sample_report();

}  // namespace tlsgauge::test_support
