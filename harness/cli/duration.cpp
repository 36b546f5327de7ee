#include "cli/duration.hpp"

namespace tlsgauge::cli {

Result<std::chrono::nanoseconds> duration(const std::string& option, const std::string& text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  const auto unit = text.substr(digits);
  if (digits == 0 || digits > 6) return bad_input(option + " " + text + ": must be a duration like 3s or 500ms");
  const auto number = std::stol(text.substr(0, digits));
  if (number > 0 && unit == "ms") return std::chrono::milliseconds{number};
  if (number > 0 && unit == "s") return std::chrono::seconds{number};
  if (number > 0 && unit == "m") return std::chrono::minutes{number};
  return bad_input(option + " " + text + ": must be a duration like 3s, 500ms or 2m");
}

}  // namespace tlsgauge::cli
