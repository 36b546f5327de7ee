#include "pki/layout.hpp"

#include <array>

namespace tlsgauge::pki {
namespace {

template <class T>
struct Named {
  T value;
  std::string_view name;
};

constexpr auto kLayouts = std::to_array<Named<Layout>>({
    {Layout::working, "working"},
    {Layout::documented_2_5, "documented-2.5"},
    {Layout::documented_2_4, "documented-2.4"},
});

constexpr auto kKeyKinds = std::to_array<Named<KeyKind>>({
    {KeyKind::rsa_2048, "rsa:2048"},
    {KeyKind::rsa_3072, "rsa:3072"},
    {KeyKind::ec_p256, "ec:P-256"},
    {KeyKind::ec_p384, "ec:P-384"},
    {KeyKind::ed25519, "ed25519"},
});

template <class Table, class T>
std::string_view name_in(const Table& table, T value) {
  for (const auto& entry : table)
    if (entry.value == value) return entry.name;
  return "unknown";
}

template <class T, std::size_t N>
std::optional<T> find_in(const std::array<Named<T>, N>& table, std::string_view name) {
  for (const auto& entry : table)
    if (entry.name == name) return entry.value;
  return std::nullopt;
}

}  // namespace

std::string_view name(Layout layout) { return name_in(kLayouts, layout); }
std::optional<Layout> layout_named(std::string_view name) { return find_in(kLayouts, name); }

std::string_view name(KeyKind kind) { return name_in(kKeyKinds, kind); }
std::optional<KeyKind> key_kind_named(std::string_view name) { return find_in(kKeyKinds, name); }

}  // namespace tlsgauge::pki
