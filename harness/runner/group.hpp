#pragma once

#include <functional>
#include <string>
#include <vector>

#include "deployment/backend.hpp"
#include "model/recipe.hpp"
#include "model/report.hpp"
#include "runner/certificates.hpp"
#include "runner/plan.hpp"
#include "runner/resolve.hpp"
#include "runner/tools.hpp"
#include "verdict/judge.hpp"

namespace tlsgauge::runner {

/// What the scenarios of a run have in common.
struct GroupContext {
  deployment::Backend& backend;
  Certificates& certificates;
  const Tools& tools;
  const TargetClient& client;
  const verdict::Policy& policy;
  const std::vector<model::Deviation>& deviations;
  const std::vector<model::Recipe>& recipes;          ///< of the certificates that clients are forged with
  const std::vector<model::Scenario>& good_programs;  ///< real clients that must get in, of the whole catalogue
  std::filesystem::path directory;                    ///< of this group's target, for its configuration and log
  std::chrono::nanoseconds timeout;                   ///< of one exchange
  std::chrono::nanoseconds command_timeout;
  std::chrono::nanoseconds afterwards{0};  ///< how long after a refusal its request is looked for once more
  std::optional<std::uint64_t> seed{};     ///< of what is random in scripted handshakes; empty: nobody can foresee it
  bool records = false;                    ///< results keep the conversations of their scenarios
  unsigned jobs = 1;
  std::stop_token stop;
  std::function<void(const model::ScenarioResult&)> on_result;  ///< called from several threads, one at a time
};

/// Starts the group's target, tries its scenarios, judges them, stops the target. Never fails as a whole: what goes
/// wrong becomes the verdict of the scenarios that it concerns.
/// @return one result a scenario, in the group's order.
[[nodiscard]] std::vector<model::ScenarioResult> run_group(const Group& group, const GroupContext& context);

}  // namespace tlsgauge::runner
