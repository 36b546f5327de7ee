#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "model/load.hpp"

namespace tlsgauge::report {

/// The report's "load" array. Times are integers in nanoseconds.
[[nodiscard]] nlohmann::ordered_json load_json(const std::vector<model::LoadResult>& loads);

}  // namespace tlsgauge::report
