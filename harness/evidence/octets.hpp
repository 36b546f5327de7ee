#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tlsgauge::evidence {

/// Appends `value` in `width` octets, the most significant first: the order of IP and TCP.
inline void append_big(std::string& to, std::uint64_t value, std::size_t width) {
  constexpr unsigned kOctet = 8;
  for (auto left = width; left-- > 0;) to += static_cast<char>(static_cast<std::uint8_t>(value >> (kOctet * left)));
}

/// The least significant first: the order in which we write pcapng.
inline void append_little(std::string& to, std::uint64_t value, std::size_t width) {
  constexpr unsigned kOctet = 8;
  for (std::size_t i = 0; i < width; ++i) to += static_cast<char>(static_cast<std::uint8_t>(value >> (kOctet * i)));
}

}  // namespace tlsgauge::evidence
