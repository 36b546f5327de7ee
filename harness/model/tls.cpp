#include "model/tls.hpp"

#include <algorithm>
#include <array>

namespace tlsgauge::model {
namespace {

struct VersionName {
  TlsVersion version;
  std::string_view name;
};

constexpr auto kVersions = std::to_array<VersionName>({{TlsVersion::tls1_0, "1.0"},
                                                       {TlsVersion::tls1_1, "1.1"},
                                                       {TlsVersion::tls1_2, "1.2"},
                                                       {TlsVersion::tls1_3, "1.3"}});

}  // namespace

std::string_view name(TlsVersion version) {
  const auto* found = std::ranges::find(kVersions, version, &VersionName::version);
  return found != kVersions.end() ? found->name : "unknown";
}

std::optional<TlsVersion> tls_version_named(std::string_view name) {
  const auto* found = std::ranges::find(kVersions, name, &VersionName::name);
  if (found == kVersions.end()) return std::nullopt;
  return found->version;
}

}  // namespace tlsgauge::model
