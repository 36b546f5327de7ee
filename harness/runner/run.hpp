#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "deployment/backend.hpp"
#include "model/report.hpp"
#include "report/write.hpp"
#include "runner/certificates.hpp"
#include "runner/tools.hpp"
#include "verdict/judge.hpp"

namespace tlsgauge::runner {

/// A run: what is tried against which target, and where its report goes.
struct RunOptions {
  std::vector<model::Scenario> scenarios;
  std::vector<model::Deviation> deviations;
  verdict::Policy policy;
  Tools tools;
  std::optional<ClientMaterial> given;  ///< of an external target
  std::filesystem::path out;            ///< exists
  std::set<report::Format> formats;
  std::chrono::nanoseconds timeout =
      std::chrono::seconds{3};  ///< of one exchange; a client program gets ten times that
  unsigned jobs = 4;
  std::string network;  ///< "host" or "own namespace"
  std::string version, commit;
};

/// What a watcher of a run is told. Called from several threads, one at a time.
struct Progress {
  std::function<void(const std::string& topology, std::size_t scenarios)> on_group;
  std::function<void(const model::ScenarioResult&)> on_result;
};

/// Runs everything and writes the report into `options.out`: after each group one that says "interrupted", at the end
/// the whole. Ends early, with a valid report, when `stop` is requested.
/// @return a fault only where there is no report: it could not be written.
[[nodiscard]] Result<model::Report> run(const RunOptions& options, deployment::Backend& backend,
                                        const Progress& progress, const std::stop_token& stop);

}  // namespace tlsgauge::runner
