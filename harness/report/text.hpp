#pragma once

#include <string>
#include <string_view>

// Peers and programs choose much of the text in a report; these make it fit for a reader that is not JSON.
namespace tlsgauge::report {

/// Text or attribute value of XML 1.0: markup escaped, characters that XML cannot hold as '?', bytes that are no UTF-8
/// as U+FFFD.
[[nodiscard]] std::string xml_escaped(std::string_view text);

/// One line for a terminal: control characters (escape sequences begin with one) as '?', bytes that are no UTF-8 as
/// U+FFFD.
[[nodiscard]] std::string terminal_line(std::string_view text);

}  // namespace tlsgauge::report
