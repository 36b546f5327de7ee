#pragma once

#include <string>
#include <string_view>

#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// The octets that `text` writes, two digits each.
[[nodiscard]] inline Octets from_hex(std::string_view text) {
  Octets octets;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2)
    octets.push_back(static_cast<std::uint8_t>(std::stoul(std::string{text.substr(at, 2)}, nullptr, 16)));
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

[[nodiscard]] inline Octets from_text(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace tlsgauge::wire
