#pragma once

#include <string>
#include <string_view>

#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// The octets that `text` writes, two digits each; blanks are for whoever reads it.
[[nodiscard]] inline Octets from_hex(std::string_view text) {
  std::string digits;
  for (const auto digit : text)
    if (digit != ' ') digits += digit;
  Octets octets;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
    octets.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(at, 2), nullptr, 16)));
  return octets;
}

/// Octets as digits: what a failed expectation shows.
[[nodiscard]] inline std::string to_hex(View octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto octet : octets) {
    text += kDigits[octet >> 4U];
    text += kDigits[octet & 15U];
  }
  return text;
}

/// `count` octets of a hexadecimal text, from the one in place `from`; all the others where no count is given.
[[nodiscard]] constexpr std::string_view cut(std::string_view hex, std::size_t from,
                                             std::size_t count = std::string_view::npos / 2) {
  return hex.substr(2 * from, 2 * count);
}

[[nodiscard]] inline Octets from_text(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace tlsgauge::wire
