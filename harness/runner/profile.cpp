#include "runner/profile.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace tlsgauge::runner {
namespace {

constexpr auto kTag = "calibration";

/// What the target did with the clients of one case, over all ways in.
struct Reaction {
  const model::Scenario* scenario = nullptr;
  std::vector<model::Alert> alerts;
  bool let_in = false;

  [[nodiscard]] bool says_something() const { return let_in || !alerts.empty(); }
};

std::map<std::string, Reaction> reactions(const std::vector<model::ScenarioResult>& results) {
  std::map<std::string, Reaction> all;
  for (const auto& result : results) {
    auto& reaction = all[result.scenario.case_id];
    reaction.scenario = &result.scenario;
    if (!result.observed) continue;
    if (std::holds_alternative<model::Accepted>(result.observed->outcome)) reaction.let_in = true;
    const auto* refused = std::get_if<model::Refused>(&result.observed->outcome);
    if (refused == nullptr || !refused->alert || refused->alert->from != model::Party::server) continue;
    if (std::ranges::find(reaction.alerts, refused->alert->alert) == reaction.alerts.end())
      reaction.alerts.push_back(refused->alert->alert);
  }
  return all;
}

bool fits(const std::string& profile, const Reaction& reaction) {
  const auto& known = reaction.scenario->expectation.profile_alerts;
  const auto found = known.find(profile);
  if (found == known.end()) return reaction.let_in && reaction.alerts.empty();
  return !reaction.let_in && std::ranges::all_of(reaction.alerts, [&](const model::Alert& alert) {
    return std::ranges::find(found->second, alert) != found->second.end();
  });
}

/// Why nothing was observed, in the words of the first result.
std::string obstacle(const std::vector<model::ScenarioResult>& results) {
  if (results.empty()) return "no scenario has the tag " + std::string{kTag};
  if (const auto* skipped = std::get_if<model::Skipped>(&results.front().verdict)) return skipped->reason;
  if (const auto* broken = std::get_if<model::Broken>(&results.front().verdict)) return broken->fault;
  return "nothing was seen";
}

std::string describe(const Reaction& reaction) {
  std::string what = reaction.let_in ? "let in" : "";
  for (const auto& alert : reaction.alerts) what += (what.empty() ? "" : " and ") + model::name(alert);
  return (what.empty() ? "no alert" : what) + " for " + reaction.scenario->case_id;
}

}  // namespace

std::vector<model::Scenario> calibration(const std::vector<model::Scenario>& catalogue) {
  std::vector<model::Scenario> tagged;
  std::ranges::copy_if(catalogue, std::back_inserter(tagged), [](const model::Scenario& scenario) {
    return std::ranges::find(scenario.tags, kTag) != scenario.tags.end();
  });
  return tagged;
}

Profile infer_profile(const std::vector<model::ScenarioResult>& results) {
  const bool any = std::ranges::any_of(results, [](const auto& result) { return result.observed.has_value(); });
  if (!any) return {.name = {}, .basis = "undecided: " + obstacle(results)};
  const auto seen = reactions(results);
  std::set<std::string> candidates;
  std::string basis;
  for (const auto& [id, reaction] : seen) {
    for (const auto& [profile, alerts] : reaction.scenario->expectation.profile_alerts) candidates.insert(profile);
    basis += (basis.empty() ? "" : ", ") + describe(reaction);
  }
  std::erase_if(candidates, [&](const std::string& profile) {
    return !std::ranges::all_of(
        seen, [&](const auto& entry) { return entry.second.says_something() && fits(profile, entry.second); });
  });
  if (candidates.size() == 1) return {.name = *candidates.begin(), .basis = "found by " + basis};
  return {.name = {}, .basis = "undecided: " + basis};
}

}  // namespace tlsgauge::runner
