#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace tlsgauge::model {

/// A row of a registry of TLS.
struct Registered {
  std::uint16_t number;
  std::string_view name;
};

/// Numbers ascend, and no two rows share a name: what lookups rely on.
template <std::size_t Size>
[[nodiscard]] constexpr bool is_sound(const std::array<Registered, Size>& registry) {
  std::array<std::string_view, Size> names{};
  std::ranges::transform(registry, names.begin(), &Registered::name);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(registry, std::ranges::greater_equal{}, &Registered::number) == registry.end() &&
         std::ranges::adjacent_find(names) == names.end();
}

}  // namespace tlsgauge::model
