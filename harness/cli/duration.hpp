#pragma once

#include <chrono>
#include <string>

#include "core/result.hpp"

namespace tlsgauge::cli {

/// Parses "3s", "500ms" or "2m". @return InvalidArgument that names `option` and says what it takes.
[[nodiscard]] Result<std::chrono::nanoseconds> duration(const std::string& option, const std::string& text);

}  // namespace tlsgauge::cli
