#include "probe/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tlsgauge::probe {
namespace {

constexpr auto kMonths = std::to_array<std::string_view>(
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});

/// The number that `text` is, digit by digit, if it is at most `largest`.
std::optional<unsigned> number(std::string_view text, unsigned largest) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > largest) return std::nullopt;
  return value;
}

/// "08:49:37"; a second 60 is a leap second.
std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
  const auto hour = number(text.substr(0, 2), 23);
  const auto minute = number(text.substr(3, 2), 59);
  const auto second = number(text.substr(6, 2), 60);
  if (!hour || !minute || !second || text[2] != ':' || text[5] != ':') return std::nullopt;
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

/// "06 Nov 1994"
std::optional<std::chrono::sys_days> day(std::string_view text) {
  const auto* month = std::ranges::find(kMonths, text.substr(3, 3));
  const auto day = number(text.substr(0, 2), 31);
  const auto year = number(text.substr(7, 4), 9999);
  if (month == kMonths.end() || !day || !year || text[2] != ' ' || text[6] != ' ') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{static_cast<unsigned>(month - kMonths.begin()) + 1},
                                         std::chrono::day{*day}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
  constexpr std::string_view kForm = "Sun, 06 Nov 1994 08:49:37 GMT";
  if (text.size() != kForm.size() || text.substr(3, 2) != ", " || text[16] != ' ' || !text.ends_with(" GMT"))
    return std::nullopt;
  const auto date = day(text.substr(5, 11));
  const auto time = time_of_day(text.substr(17, 8));
  if (!date || !time) return std::nullopt;
  return *date + *time;
}

}  // namespace tlsgauge::probe
