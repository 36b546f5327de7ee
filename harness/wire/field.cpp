#include "wire/field.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tlsgauge::wire {

Field* Field::part(std::string_view wanted) noexcept {
  const auto found = std::ranges::find(parts, wanted, &Field::name);
  return found == parts.end() ? nullptr : &*found;
}

const Field* Field::part(std::string_view wanted) const noexcept {
  const auto found = std::ranges::find(parts, wanted, &Field::name);
  return found == parts.end() ? nullptr : &*found;
}

std::size_t Field::content_size() const noexcept {
  auto total = octets.size();
  for (const auto& each : parts) total += each.size();
  return total;
}

Field number(std::string name, std::uint64_t value, std::size_t width) {
  Field field{.name = std::move(name)};
  append_number(field.octets, value, width);
  return field;
}

Field plain(std::string name, View octets) { return vector(std::move(name), 0, octets); }

Field vector(std::string name, std::size_t width, View octets) {
  return {.name = std::move(name), .length_width = width, .octets = Octets{octets.begin(), octets.end()}};
}

Field group(std::string name, std::size_t width, std::vector<Field> parts) {
  return {.name = std::move(name), .length_width = width, .parts = std::move(parts)};
}

void write(const Field& field, Octets& to) {
  append_number(to, field.length.value_or(field.content_size()), field.length_width);
  append(to, field.octets);
  for (const auto& each : field.parts) write(each, to);
}

Octets encode(const Field& field) {
  Octets octets;
  octets.reserve(field.size());
  write(field, octets);
  return octets;
}

namespace {

/// The place that "[3]" names.
std::optional<std::size_t> place(std::string_view step) {
  if (step.size() < 3 || step.front() != '[' || step.back() != ']') return std::nullopt;
  std::size_t at = 0;
  const auto* end = step.data() + step.size() - 1;
  const auto read = std::from_chars(step.data() + 1, end, at);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return at;
}

}  // namespace

Field* find(Field& field, std::string_view path) {
  if (path.empty()) return &field;
  const auto slash = path.find('/');
  const auto step = path.substr(0, slash);
  const auto rest = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  Field* next = nullptr;
  if (const auto at = place(step)) {
    if (*at < field.parts.size()) next = &field.parts[*at];
  } else {
    next = field.part(step);
  }
  return next == nullptr ? nullptr : find(*next, rest);
}

}  // namespace tlsgauge::wire
