#pragma once

#include <string>

namespace tlsgauge::report {

/// `text` filled up with spaces to `width` characters.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

}  // namespace tlsgauge::report
