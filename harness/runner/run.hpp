#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "deployment/backend.hpp"
#include "model/recipe.hpp"
#include "model/report.hpp"
#include "report/write.hpp"
#include "runner/certificates.hpp"
#include "runner/evidence.hpp"
#include "runner/tools.hpp"
#include "verdict/judge.hpp"

namespace tlsgauge::runner {

/// A run: what is tried against which target, and where its report goes.
struct RunOptions {
  std::vector<model::Scenario> scenarios;
  std::vector<model::Deviation> deviations;
  std::vector<model::Scenario> good_programs;  ///< see good_programs()
  std::vector<model::Recipe> recipes;          ///< of the certificates that clients are forged with
  verdict::Policy policy;  ///< without a profile: the target's own, which is found out where it is not known
  std::vector<model::Scenario> calibration;  ///< see calibration(); tried to find out a profile
  Tools tools;
  std::optional<ClientMaterial> given;  ///< of an external target
  std::filesystem::path out;            ///< exists
  std::set<report::Format> formats;
  std::chrono::nanoseconds timeout =
      std::chrono::seconds{3};  ///< of one exchange; a client program gets ten times that
  EvidenceOf evidence = EvidenceOf::failures;
  std::optional<std::uint64_t> seed;  ///< of what is random in scripted handshakes; empty: nobody can foresee it
  unsigned jobs = 4;
  unsigned repeat = 1;  ///< how often each load is measured; everything else is tried once
  std::string network;  ///< "host" or "own namespace"
  std::string version, commit;
};

/// What a watcher of a run is told. Called from several threads, one at a time.
struct Progress {
  std::function<void(const std::string& topology, std::size_t scenarios)> on_group;
  std::function<void(const model::ScenarioResult&)> on_result;
};

/// A target in a run. Several are run side by side.
struct Entrant {
  RunOptions options;
  deployment::Backend& backend;
  Progress progress;
};

/// Runs everything on every entrant and writes their reports into `options.out`: after each group one that says
/// "interrupted", at the end the whole. Repeats of loads come in passes over all loads and all entrants, so that what
/// drifts on the machine meanwhile meets all alike. Ends early, with valid reports, when `stop` is requested.
/// @return the reports, in the order of the entrants; a fault only where there is no report: it could not be written.
[[nodiscard]] Result<std::vector<model::Report>> run(const std::vector<Entrant>& entrants, const std::stop_token& stop);

/// How many results a run with these options is told of: scenarios, and repeats of loads.
[[nodiscard]] std::size_t expected_results(const RunOptions& options);

}  // namespace tlsgauge::runner
