#include "model/report_digest.hpp"

#include <algorithm>
#include <array>

namespace tlsgauge::model {
namespace {

struct KindName {
  VerdictKind kind;
  std::string_view name;
};

constexpr auto kKindNames = std::to_array<KindName>({
    {VerdictKind::pass, "pass"},
    {VerdictKind::fail, "fail"},
    {VerdictKind::hang, "hang"},
    {VerdictKind::xfail, "xfail"},
    {VerdictKind::xpass, "xpass"},
    {VerdictKind::skip, "skip"},
    {VerdictKind::error, "error"},
});

}  // namespace

std::string_view name(VerdictKind kind) {
  const auto* found = std::ranges::find(kKindNames, kind, &KindName::kind);
  return found != kKindNames.end() ? found->name : "unknown";
}

std::optional<VerdictKind> verdict_kind_named(std::string_view name) {
  const auto* found = std::ranges::find(kKindNames, name, &KindName::name);
  if (found == kKindNames.end()) return std::nullopt;
  return found->kind;
}

}  // namespace tlsgauge::model
