#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// A part of a message that is to be sent, with a name, so that a scenario can find it and change it. A part holds
/// octets or further parts, and writes the length of its content in front where the presentation language has a
/// vector (RFC 8446 section 3.4). Lengths follow the content unless a change wants it otherwise.
struct Field {
  std::string name;
  std::size_t length_width = 0;  ///< octets of the length in front: 0 (none), 1, 2 or 3
  Octets octets{};               ///< before the parts
  std::vector<Field> parts{};
  std::optional<std::uint64_t> length{};  ///< what is written instead of the true length

  /// The first part of that name, or null.
  [[nodiscard]] Field* part(std::string_view wanted) noexcept;
  [[nodiscard]] const Field* part(std::string_view wanted) const noexcept;

  /// Octets of the content, lengths of the parts included.
  [[nodiscard]] std::size_t content_size() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return length_width + content_size(); }
};

/// A number in `width` octets.
[[nodiscard]] Field number(std::string name, std::uint64_t value, std::size_t width);
/// Octets as they are, without a length.
[[nodiscard]] Field plain(std::string name, View octets);
/// Octets with their length in `width` octets in front.
[[nodiscard]] Field vector(std::string name, std::size_t width, View octets);
/// Parts with their length in `width` octets in front; 0: without.
[[nodiscard]] Field group(std::string name, std::size_t width, std::vector<Field> parts);

/// Parts in this order. They are moved to where they go, as those of a braced list cannot be.
template <std::same_as<Field>... Parts>
[[nodiscard]] std::vector<Field> parts(Parts... each) {
  std::vector<Field> all;
  all.reserve(sizeof...(each));
  (all.push_back(std::move(each)), ...);
  return all;
}

/// The parts that `make` makes, one of each element of `list`.
template <class List, class Make>
[[nodiscard]] std::vector<Field> parts_of(const List& list, Make make) {
  std::vector<Field> parts;
  parts.reserve(list.size());
  for (const auto& each : list) parts.push_back(make(each));
  return parts;
}

/// Appends the field as it goes over the wire.
void write(const Field& field, Octets& to);
[[nodiscard]] Octets encode(const Field& field);

/// The part that a path of names leads to, "extensions/server_name/data": each the first of its name, or, as a number
/// in brackets, the one in that place: "extensions/[0]". The empty path is the field itself.
/// @return null where it leads nowhere.
[[nodiscard]] Field* find(Field& field, std::string_view path);

}  // namespace tlsgauge::wire
