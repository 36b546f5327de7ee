#include "pki/der/node.hpp"

#include <optional>
#include <utility>

namespace tlsgauge::pki::der {
namespace {

constexpr std::uint8_t kConstructed = 0x20;
constexpr std::uint8_t kHighTagNumber = 0x1f;
constexpr std::uint8_t kLongForm = 0x80;

/// Takes octets from the front of a span.
class Cursor {
 public:
  explicit Cursor(std::span<const std::uint8_t> octets) : rest_{octets} {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  std::optional<std::uint8_t> octet() {
    if (rest_.empty()) return std::nullopt;
    const auto first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }

  std::optional<std::span<const std::uint8_t>> take(std::size_t count) {
    if (count > rest_.size()) return std::nullopt;
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  /// X.690 section 8.1.3, definite form.
  std::optional<std::size_t> length() {
    const auto first = octet();
    if (!first || *first == kLongForm) return std::nullopt;
    if (*first < kLongForm) return *first;
    const auto octets = take(*first & ~unsigned{kLongForm});
    if (!octets) return std::nullopt;
    std::size_t value = 0;
    for (const auto each : *octets) {
      if (value > (SIZE_MAX >> 8U)) return std::nullopt;
      value = value << 8U | each;
    }
    return value;
  }

 private:
  std::span<const std::uint8_t> rest_;
};

Result<std::vector<Node>> parse_at(std::span<const std::uint8_t> octets, std::size_t depth) {
  if (depth > kMaxDepth) return bad_input("more than " + std::to_string(kMaxDepth) + " elements within each other");
  std::vector<Node> nodes;
  for (Cursor at{octets}; !at.empty();) {
    const auto identifier = at.octet();
    if ((*identifier & kHighTagNumber) == kHighTagNumber) return bad_input("a tag number above 30");
    const auto length = at.length();
    const auto content = length ? at.take(*length) : std::nullopt;
    if (!content) return bad_input("the length of an element does not fit what is there");
    Node node{.identifier = {*identifier}};
    node.open = (*identifier & kConstructed) != 0;
    if (node.open) {
      auto children = parse_at(*content, depth + 1);
      if (!children.ok()) return children;
      node.children = *std::move(children);
    } else {
      node.content.assign(content->begin(), content->end());
    }
    nodes.push_back(std::move(node));
  }
  return nodes;
}

void append(Octets& to, const Octets& from) { to.insert(to.end(), from.begin(), from.end()); }

/// `length` big-endian, in as few octets as hold it.
Octets big_endian(std::size_t length) {
  Octets octets;
  for (; length > 0; length >>= 8U) octets.insert(octets.begin(), static_cast<std::uint8_t>(length));
  return octets;
}

Octets definite(std::size_t length, int padding) {
  if (length < kLongForm && padding == 0) return {static_cast<std::uint8_t>(length)};
  auto octets = big_endian(length);
  octets.insert(octets.begin(), static_cast<std::size_t>(padding), 0);
  octets.insert(octets.begin(), static_cast<std::uint8_t>(kLongForm | octets.size()));
  return octets;
}

Octets length_octets(std::size_t length, const std::optional<model::SetLength>& wanted) {
  if (!wanted) return definite(length, 0);
  switch (wanted->form) {
    case model::LengthForm::padded: return definite(length, wanted->value);
    case model::LengthForm::indefinite: return {kLongForm};
    case model::LengthForm::wrong: break;
  }
  const auto stated = static_cast<std::int64_t>(length) + wanted->value;
  return definite(stated < 0 ? 0 : static_cast<std::size_t>(stated), 0);
}

}  // namespace

Result<std::vector<Node>> parse(std::span<const std::uint8_t> octets) { return parse_at(octets, 0); }

Octets encode(const Node& node) {
  const auto content = node.open ? encode(node.children) : node.content;
  if (node.identifier.empty()) return content;
  auto octets = node.identifier;
  append(octets, length_octets(content.size(), node.length));
  append(octets, content);
  if (node.length && node.length->form == model::LengthForm::indefinite) append(octets, {0, 0});
  return octets;
}

Octets encode(std::span<const Node> nodes) {
  Octets octets;
  for (const auto& node : nodes) append(octets, encode(node));
  return octets;
}

Status open(Node& node) {
  if (node.open) return absl::OkStatus();
  auto children = parse(node.content);
  if (!children.ok()) return children.status();
  node.children = *std::move(children);
  node.content.clear();
  node.open = true;
  return absl::OkStatus();
}

}  // namespace tlsgauge::pki::der
