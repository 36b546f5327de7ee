#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Peers, programs and files choose much of the text in reports and faults; these make it fit for a reader that is not
// JSON.
namespace tlsgauge::core {

/// Text or attribute value of XML 1.0: markup escaped, characters that XML cannot hold as '?', bytes that are no UTF-8
/// as U+FFFD.
[[nodiscard]] std::string xml_escaped(std::string_view text);

/// One line for a terminal: control characters (escape sequences begin with one) as '?', bytes that are no UTF-8 as
/// U+FFFD.
[[nodiscard]] std::string terminal_line(std::string_view text);

/// Two lower-case hexadecimal digits for each octet, nothing between them.
[[nodiscard]] std::string hexadecimal(std::span<const std::uint8_t> octets);

}  // namespace tlsgauge::core
