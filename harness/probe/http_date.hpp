#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace tlsgauge::probe {

/// The time that a Date field tells: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
/// @return nothing for anything else, the two obsolete forms of that section included.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace tlsgauge::probe
