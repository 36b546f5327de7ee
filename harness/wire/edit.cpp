#include "wire/edit.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tlsgauge::wire {
namespace {

/// A part, and the list that it stands in; null for the message as a whole.
struct Place {
  Field* parent = nullptr;
  Field* field = nullptr;

  [[nodiscard]] auto in_list() const { return parent->parts.begin() + (field - parent->parts.data()); }
};

Place locate(Field& root, const std::string& path) {
  for (auto* from : {root.part("body"), &root}) {
    if (from == nullptr) continue;
    auto* field = find(*from, path);
    if (field == nullptr || field == from) continue;
    const auto slash = path.rfind('/');
    return {.parent = slash == std::string::npos ? from : find(*from, path.substr(0, slash)), .field = field};
  }
  return {.parent = nullptr, .field = path.empty() ? &root : nullptr};
}

/// The field as octets without parts; `content` alone, or with its length in front.
void flatten(Field& field, Octets octets) {
  field.parts.clear();
  field.octets = std::move(octets);
}

Octets content_of(const Field& field) {
  auto octets = field.octets;
  for (const auto& part : field.parts) write(part, octets);
  return octets;
}

void make_raw(Field& field, Octets octets) {
  flatten(field, std::move(octets));
  field.length_width = 0;
  field.length.reset();
}

Status flip(Field& field, int bit) {
  auto octets = content_of(field);
  const auto bits = static_cast<int>(octets.size() * 8);
  const int at = bit < 0 ? bits + bit : bit;
  if (at < 0 || at >= bits) return bad_input("bit " + std::to_string(bit) + " lies outside");
  octets[static_cast<std::size_t>(at) / 8] ^= static_cast<std::uint8_t>(0x80U >> (static_cast<unsigned>(at) % 8));
  flatten(field, std::move(octets));
  return absl::OkStatus();
}

Status truncate(Field& field, int keep) {
  auto octets = encode(field);
  const auto size = static_cast<int>(octets.size());
  const int kept = keep < 0 ? size + keep : keep;
  if (kept < 0 || kept > size) return bad_input("it has " + std::to_string(size) + " octets");
  octets.resize(static_cast<std::size_t>(kept));
  make_raw(field, std::move(octets));
  return absl::OkStatus();
}

Status mislead(Field& field, const model::SetLength& change) {
  if (change.form != model::LengthForm::wrong) return bad_input("TLS has one form of lengths only");
  if (field.length_width == 0) return bad_input("it has no length in front");
  const auto length = static_cast<std::int64_t>(field.content_size()) + change.value;
  if (length < 0) return bad_input("its length would be below zero");
  field.length = static_cast<std::uint64_t>(length);
  return absl::OkStatus();
}

/// Changes the list that the part stands in.
template <class Change>
Status rearrange(const Place& place, Change change) {
  if (place.parent == nullptr) return bad_input("a whole message has nothing beside it");
  return change(place.parent->parts, place.in_list());
}

using Parts = std::vector<Field>;

Status swap_with_next(Parts& parts, Parts::iterator at) {
  if (std::next(at) == parts.end()) return bad_input("nothing stands behind it");
  std::iter_swap(at, std::next(at));
  return absl::OkStatus();
}

Status repeat(Parts& parts, Parts::iterator at, int times) {
  constexpr int kMost = 1 << 16;
  if (times < 0 || times > kMost) return bad_input("it can be repeated 65536 times at most");
  const auto one = *at;
  const auto place = parts.erase(at);
  parts.insert(place, static_cast<std::size_t>(times), one);
  return absl::OkStatus();
}

Status insert(Parts& parts, Parts::iterator at, const Octets& octets) {
  parts.insert(at, plain("inserted", octets));
  return absl::OkStatus();
}

Status change(const Place& place, const model::Operation& operation) {
  auto& field = *place.field;
  return std::visit(
      overloaded{
          [&](const model::SetContent& set) { return flatten(field, set.octets), absl::OkStatus(); },
          [](const model::SetIdentifier&) { return bad_input("identifiers are DER's"); },
          [&](const model::Replace& replace) { return make_raw(field, replace.octets), absl::OkStatus(); },
          [&](const model::Remove&) {
            return rearrange(place, [](Parts& parts, auto at) { return parts.erase(at), absl::OkStatus(); });
          },
          [&](const model::InsertBefore& before) {
            return rearrange(place, [&](Parts& parts, auto at) { return insert(parts, at, before.octets); });
          },
          [&](const model::InsertAfter& after) {
            return rearrange(place, [&](Parts& parts, auto at) { return insert(parts, std::next(at), after.octets); });
          },
          [&](const model::Append& append) {
            return field.parts.push_back(plain("appended", append.octets)), absl::OkStatus();
          },
          [&](const model::Repeat& again) {
            return rearrange(place, [&](Parts& parts, auto at) { return repeat(parts, at, again.times); });
          },
          [](const model::Nest&) { return bad_input("nesting is DER's"); },
          [&](const model::SwapWithNext&) {
            return rearrange(place, [](Parts& parts, auto at) { return swap_with_next(parts, at); });
          },
          [&](const model::FlipBit& bit) { return flip(field, bit.bit); },
          [&](const model::Truncate& cut) { return truncate(field, cut.octets); },
          [&](const model::SetLength& length) { return mislead(field, length); },
      },
      operation);
}

}  // namespace

Status apply(const model::Edit& edit, Field& field) {
  const auto place = locate(field, edit.at);
  if (place.field == nullptr) return bad_input(field.name + " has no part '" + edit.at + "'");
  if (auto changed = change(place, edit.operation); !changed.ok())
    return located(field.name + ", '" + edit.at + "'", changed);
  return absl::OkStatus();
}

}  // namespace tlsgauge::wire
