#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tlsgauge::wire {

using Octets = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

/// The octets of a text; they live as long as it.
[[nodiscard]] inline View octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline void append(Octets& to, View octets) { to.insert(to.end(), octets.begin(), octets.end()); }

/// Appends `value` in `width` octets, the most significant first (RFC 8446 section 3.3).
inline void append_number(Octets& to, std::uint64_t value, std::size_t width) {
  const auto end = to.size() + width;
  to.resize(end);
  for (auto at = end; width-- > 0; value >>= 8U) to[--at] = static_cast<std::uint8_t>(value);
}

/// Reads what a peer wrote in the presentation language of RFC 8446 section 3. A read past the end yields zeros and
/// nothing, and is remembered: decoders read straight on and ask once, at their end, whether all was well.
class Reader {
 public:
  explicit Reader(View octets) noexcept : rest_{octets} {}

  [[nodiscard]] std::uint64_t number(std::size_t width) noexcept {
    std::uint64_t value = 0;
    for (const auto octet : take(width)) value = (value << 8U) | octet;
    return value;
  }
  [[nodiscard]] std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(number(1)); }
  [[nodiscard]] std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(number(2)); }
  [[nodiscard]] std::uint32_t u24() noexcept { return static_cast<std::uint32_t>(number(3)); }
  [[nodiscard]] std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(number(4)); }

  /// The next `count` octets; they live as long as what is read.
  [[nodiscard]] View take(std::size_t count) noexcept {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  /// A vector that has its length in `width` octets in front.
  [[nodiscard]] View vector(std::size_t width) noexcept { return take(number(width)); }
  /// What is left.
  [[nodiscard]] View rest() noexcept { return take(rest_.size()); }

  [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return rest_.size(); }
  /// No read went past the end.
  [[nodiscard]] bool ok() const noexcept { return !failed_; }
  /// Everything was read, and nothing beyond.
  [[nodiscard]] bool done() const noexcept { return ok() && empty(); }
  /// What was read makes no sense, for a reason that the caller knows.
  void fail() noexcept { failed_ = true; }

 private:
  View rest_;
  bool failed_ = false;
};

}  // namespace tlsgauge::wire
