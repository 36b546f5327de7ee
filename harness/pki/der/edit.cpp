#include "pki/der/edit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace tlsgauge::pki::der {
namespace {

constexpr int kMostRepeats = 100'000;
constexpr int kMostNesting = 10'000;
constexpr int kMostPadding = 100;  // a length has at most 126 octets

/// An element's place: the row it stands in.
struct Place {
  std::vector<Node>* row;
  std::size_t index;

  [[nodiscard]] Node& node() const { return (*row)[index]; }
  [[nodiscard]] auto position() const { return row->begin() + static_cast<std::ptrdiff_t>(index); }
};

/// A field that is found by its number among its siblings.
struct Field {
  std::string_view parent;
  std::string_view name;
  std::size_t index;
};

/// RFC 5280 section 4.1. Those of tbs count from behind the optional version.
constexpr auto kFields = std::to_array<Field>({{"", "tbs", 0},
                                               {"", "signatureAlgorithm", 1},
                                               {"", "signatureValue", 2},
                                               {"tbs", "serialNumber", 0},
                                               {"tbs", "signature", 1},
                                               {"tbs", "issuer", 2},
                                               {"tbs", "validity", 3},
                                               {"tbs", "subject", 4},
                                               {"tbs", "subjectPublicKeyInfo", 5},
                                               {"tbs/validity", "notBefore", 0},
                                               {"tbs/validity", "notAfter", 1},
                                               {"tbs/subjectPublicKeyInfo", "algorithm", 0},
                                               {"tbs/subjectPublicKeyInfo", "subjectPublicKey", 1}});

/// A field that is found by its identifier, because what stands before it is optional.
struct TaggedField {
  std::string_view parent;
  std::string_view name;
  std::uint8_t identifier;
};

constexpr auto kTaggedFields = std::to_array<TaggedField>({{"tbs", "version", context(0)},
                                                           {"tbs", "issuerUniqueID", primitive_context(1)},
                                                           {"tbs", "subjectUniqueID", primitive_context(2)},
                                                           {"tbs", "extensions", context(3)},
                                                           {"extension", "extnID", kObjectIdentifier},
                                                           {"extension", "critical", kBoolean},
                                                           {"extension", "extnValue", kOctetString}});

struct ExtensionName {
  std::string_view name;
  std::array<std::uint8_t, 3> oid;  // content octets: all of them are within id-ce, 2.5.29
};

constexpr auto kExtensions = std::to_array<ExtensionName>({{"subjectKeyIdentifier", {0x55, 0x1d, 14}},
                                                           {"keyUsage", {0x55, 0x1d, 15}},
                                                           {"subjectAltName", {0x55, 0x1d, 17}},
                                                           {"basicConstraints", {0x55, 0x1d, 19}},
                                                           {"nameConstraints", {0x55, 0x1d, 30}},
                                                           {"certificatePolicies", {0x55, 0x1d, 32}},
                                                           {"authorityKeyIdentifier", {0x55, 0x1d, 35}},
                                                           {"policyConstraints", {0x55, 0x1d, 36}},
                                                           {"extendedKeyUsage", {0x55, 0x1d, 37}}});

/// Walks one path. The kind of an element is its path by names, "extension" for every extension, and nothing once a
/// number has been a step.
class Walk {
 public:
  Walk(std::vector<Node>& document, const std::string& path) : path_{path}, place_{&document, 0} {}

  Result<Place> run() {
    if (place_.row->empty()) return bad_input("an empty document");
    std::string_view rest = path_;
    for (std::size_t steps = 0; !rest.empty(); ++steps) {
      // Each step may open what was octets, and so go deeper than parse() does.
      if (steps == kMaxDepth) return bad_input("a path of more than " + std::to_string(kMaxDepth) + " steps");
      const auto slash = rest.find('/');
      if (auto taken = step(rest.substr(0, slash)); !taken.ok()) return taken;
      rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    }
    return place_;
  }

 private:
  Status step(std::string_view name) {
    if (auto opened = open(place_.node()); !opened.ok()) return lost(name, "what it stands in is no DER");
    auto& row = place_.node().children;
    auto index = child(row, name);
    if (!index && kind_ == "tbs/extensions") index = extension(row, name);
    if (!index || *index >= row.size()) return lost(name, "there is none");
    place_ = {.row = &row, .index = *index};
    kind_ = kind_of_child(name);
    if (kind_ == "tbs/extensions" && row[*index].open && !row[*index].children.empty())
      place_ = {.row = &row[*index].children, .index = 0};  // [3] EXPLICIT around the SEQUENCE
    return absl::OkStatus();
  }

  [[nodiscard]] Status lost(std::string_view step, const std::string& why) const {
    return bad_input("path '" + path_ + "': '" + std::string{step} + "': " + why);
  }

  [[nodiscard]] std::optional<std::size_t> child(const std::vector<Node>& row, std::string_view name) const {
    std::size_t number = 0;
    const auto* end = name.data() + name.size();
    if (const auto read = std::from_chars(name.data(), end, number); read.ec == std::errc{} && read.ptr == end)
      return number;
    for (const auto& field : kFields) {
      if (field.parent != kind_ || field.name != name) continue;
      const bool versioned = kind_ == "tbs" && !row.empty() && row.front().is(context(0));
      return field.index + (versioned ? 1 : 0);
    }
    for (const auto& field : kTaggedFields) {
      if (field.parent != kind_ || field.name != name) continue;
      const auto found = std::ranges::find_if(row, [&](const Node& node) { return node.is(field.identifier); });
      if (found != row.end()) return static_cast<std::size_t>(found - row.begin());
    }
    return std::nullopt;
  }

  /// The first extension of that name.
  static std::optional<std::size_t> extension(const std::vector<Node>& row, std::string_view name) {
    const auto* known = std::ranges::find(kExtensions, name, &ExtensionName::name);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].children.empty()) continue;
      const auto& oid = row[i].children.front().content;
      if (known != kExtensions.end() ? std::ranges::equal(oid, known->oid) : dotted(oid) == name) return i;
    }
    return std::nullopt;
  }

  /// X.690 section 8.19.
  static std::string dotted(const Octets& oid) {
    if (oid.empty()) return {};
    std::string text;
    std::uint64_t arc = 0;
    bool first = true;
    for (const auto octet : oid) {
      arc = arc << 7U | (octet & 0x7fU);
      if ((octet & 0x80U) != 0) continue;
      if (first) {
        const std::uint64_t root = std::min<std::uint64_t>(arc / 40, 2);
        text = std::to_string(root) + "." + std::to_string(arc - 40 * root);
        first = false;
      } else {
        text += "." + std::to_string(arc);
      }
      arc = 0;
    }
    return text;
  }

  [[nodiscard]] std::string kind_of_child(std::string_view name) const {
    if (kind_ == "tbs/extensions") return "extension";
    if (kind_.empty() && name == "tbs") return "tbs";
    if (kind_.starts_with("tbs")) return kind_ + "/" + std::string{name};
    return "other";
  }

  const std::string& path_;
  Place place_;
  std::string kind_{};
};

Node raw(const Octets& octets) { return {.identifier = {}, .content = octets}; }

/// Turns an open element back into octets, so that they can be changed as such.
void close(Node& node) {
  if (!node.open) return;
  node.content = encode(node.children);
  node.children.clear();
  node.open = false;
}

/// What elements take, written and kept: their octets, and one for each, because an element can be written as none.
std::size_t weight(std::span<const Node> row) {
  std::size_t sum = row.size();
  for (const auto& node : row) sum += node.identifier.size() + node.content.size() + weight(node.children);
  return sum;
}

Status check_weight(std::size_t weight) {
  if (weight <= kMaxWeight) return absl::OkStatus();
  return bad_input("makes a certificate of more than " + std::to_string(kMaxWeight) + " octets and elements");
}

Status flip(Node& node, int bit) {
  close(node);
  const auto bits = static_cast<std::int64_t>(node.content.size()) * 8;
  const std::int64_t at = bit < 0 ? bits + bit : bit;
  if (at < 0 || at >= bits) return bad_input("there is no bit " + std::to_string(bit));
  node.content[static_cast<std::size_t>(at / 8)] ^= static_cast<std::uint8_t>(0x80U >> static_cast<unsigned>(at % 8));
  return absl::OkStatus();
}

Status truncate(Node& node, int octets) {
  auto encoded = encode(node);
  const auto size = static_cast<std::int64_t>(encoded.size());
  const std::int64_t kept = octets < 0 ? size + octets : octets;
  if (kept < 0 || kept > size) return bad_input("there are only " + std::to_string(size) + " octets");
  encoded.resize(static_cast<std::size_t>(kept));
  node = raw(encoded);
  return absl::OkStatus();
}

void nest(Node& node, int depth) {
  for (int i = 0; i < depth; ++i) {
    // Written out at each step: a tree of that depth would be copied, and encoded, recursively.
    Node outer{.identifier = {kSequence}, .content = encode(node)};
    node = std::move(outer);
  }
}

Status change(const Place& place, const model::Operation& operation) {
  auto& node = place.node();
  return std::visit(
      overloaded{[&](const model::SetContent& to) {
                   close(node);
                   node.content = to.octets;
                   return absl::OkStatus();
                 },
                 [&](const model::SetIdentifier& to) {
                   node.identifier = to.octets;
                   return absl::OkStatus();
                 },
                 [&](const model::Replace& by) {
                   node = raw(by.octets);
                   return absl::OkStatus();
                 },
                 [&](const model::Remove&) {
                   place.row->erase(place.position());
                   return absl::OkStatus();
                 },
                 [&](const model::InsertBefore& what) {
                   place.row->insert(place.position(), raw(what.octets));
                   return absl::OkStatus();
                 },
                 [&](const model::InsertAfter& what) {
                   place.row->insert(place.position() + 1, raw(what.octets));
                   return absl::OkStatus();
                 },
                 [&](const model::Append& what) {
                   if (node.open) {
                     node.children.push_back(raw(what.octets));
                   } else {
                     node.content.insert(node.content.end(), what.octets.begin(), what.octets.end());
                   }
                   return absl::OkStatus();
                 },
                 [&](const model::Repeat& repeat) -> Status {
                   if (repeat.times < 1 || repeat.times > kMostRepeats) return bad_input("repeats 1 to 100000 times");
                   const auto added = weight({&node, 1}) * static_cast<std::size_t>(repeat.times - 1);
                   if (auto light = check_weight(added); !light.ok()) return light;
                   place.row->insert(place.position(), static_cast<std::size_t>(repeat.times - 1), Node{node});
                   return absl::OkStatus();
                 },
                 [&](const model::Nest& nesting) -> Status {
                   if (nesting.depth < 1 || nesting.depth > kMostNesting) return bad_input("nests 1 to 10000 deep");
                   nest(node, nesting.depth);
                   return absl::OkStatus();
                 },
                 [&](const model::SwapWithNext&) -> Status {
                   if (place.index + 1 >= place.row->size()) return bad_input("nothing stands behind it");
                   std::swap(node, (*place.row)[place.index + 1]);
                   return absl::OkStatus();
                 },
                 [&](const model::FlipBit& flipped) { return flip(node, flipped.bit); },
                 [&](const model::Truncate& kept) { return truncate(node, kept.octets); },
                 [&](const model::SetLength& length) -> Status {
                   const bool fits =
                       length.form != model::LengthForm::padded || (length.value >= 1 && length.value <= kMostPadding);
                   if (!fits) return bad_input("pads a length with 1 to 100 octets");
                   node.length = length;
                   return absl::OkStatus();
                 }},
      operation);
}

}  // namespace

Result<Node*> find(std::vector<Node>& document, const std::string& path) {
  auto place = Walk{document, path}.run();
  if (!place.ok()) return place.status();
  return &place->node();
}

Status apply(const model::Edit& edit, std::vector<Node>& document) {
  auto place = Walk{document, edit.at}.run();
  if (!place.ok()) return place.status();
  auto changed = change(*place, edit.operation);
  if (changed.ok()) changed = check_weight(weight(document));
  if (changed.ok()) return changed;
  return bad_input("path '" + edit.at + "': " + message(changed));
}

}  // namespace tlsgauge::pki::der
