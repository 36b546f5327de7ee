#pragma once

#include <vector>

#include "model/load.hpp"
#include "report/json_value.hpp"

namespace tlsgauge::report {

/// The report's "load" array. Times are integers in nanoseconds.
[[nodiscard]] Json load_json(const std::vector<model::LoadResult>& loads);

}  // namespace tlsgauge::report
