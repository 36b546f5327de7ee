#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/scenario.hpp"

namespace tlsgauge::runner {

/// Where the project's own files are, and where what it fetches is kept.
struct Places {
  std::filesystem::path home;   ///< holds scenarios/, harness/setup/, …
  std::filesystem::path cache;  ///< $XDG_CACHE_HOME/tlsgauge or ~/.cache/tlsgauge

  /// Where RSA keys are kept that take too long to make for each run.
  [[nodiscard]] std::filesystem::path giant_keys() const { return cache / "keys"; }

  /// From TLSGAUGE_HOME (else the source directory of the build) and the user's environment.
  [[nodiscard]] static Places from_environment();
};

/// Client programs by the name that scenarios use: the program to start, or why there is none.
using Tools = std::map<std::string, Result<std::string>>;

/// Finds the client programs that `scenarios` use, and installs those that the project can install (pymilvus, into the
/// cache), with progress on stderr.
[[nodiscard]] Tools provide_tools(const std::vector<model::Scenario>& scenarios, const Places& places);

/// The directory of the real Milvus, fetched into the cache when it is not there.
[[nodiscard]] Result<std::filesystem::path> provide_milvus(const Places& places);

}  // namespace tlsgauge::runner
