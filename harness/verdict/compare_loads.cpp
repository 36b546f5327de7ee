#include "verdict/compare_loads.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "verdict/compare_statistics.hpp"

namespace tlsgauge::verdict {
namespace {

using model::Change;
using model::CostFinding;
using model::CostGate;
using model::LoadChange;
using model::LoadDigest;
using model::Metric;

constexpr double kConfidence = 0.95;
constexpr std::size_t kRepeatsToJudge = 3;

constexpr auto kMetrics =
    std::to_array<Metric>({Metric::client_cpu, Metric::server_cpu, Metric::latency_p50, Metric::latency_p99});

/// Options of a load that change what an operation costs. Others, such as ports, files and the seed, do not, or tell it
/// by the load's name.
constexpr auto kCostOptions =
    std::to_array<std::string_view>({"acceptance",  "alpn",      "arrivals", "cipher",     "close",
                                     "connections", "cpus",      "group",    "identities", "key-shares",
                                     "login",       "method",    "payload",  "rate",       "requests-per-connection",
                                     "resume",      "signature", "streams",  "threads",    "tls",
                                     "verify"});

/// The entries of one name on either side.
struct Entries {
  std::vector<const LoadDigest*> before, after;
};

/// What `metric` cost in the valid entries that measured it, in nanoseconds.
std::vector<double> sample(const std::vector<const LoadDigest*>& entries, Metric metric) {
  std::vector<double> values;
  for (const auto* entry : entries) {
    if (!entry->invalid_because.empty()) continue;
    std::optional<model::Cost> cost;
    switch (metric) {
      case Metric::client_cpu: cost = entry->client_cpu; break;
      case Metric::server_cpu: cost = entry->server_cpu; break;
      case Metric::latency_p50: cost = entry->latency_p50; break;
      case Metric::latency_p99: cost = entry->latency_p99; break;
    }
    if (cost) values.push_back(cost->count());
  }
  return values;
}

model::Repeats repeats(const std::vector<const LoadDigest*>& entries) {
  const auto invalid =
      std::ranges::count_if(entries, [](const auto* entry) { return !entry->invalid_because.empty(); });
  return {.valid = entries.size() - static_cast<std::size_t>(invalid), .invalid = static_cast<std::size_t>(invalid)};
}

Change presence_and_validity(const model::Repeats& before, const model::Repeats& after) {
  if (before.valid + before.invalid == 0) return Change::appeared;
  if (after.valid + after.invalid == 0) return Change::disappeared;
  if (before.invalid == 0 && after.invalid > 0) return Change::regression;
  if (before.invalid > 0 && after.invalid == 0) return Change::improvement;
  return Change::none;
}

std::string first_objection(const Entries& entries) {
  for (const auto* side : {&entries.after, &entries.before})
    for (const auto* entry : *side)
      if (!entry->invalid_because.empty()) return entry->invalid_because;
  return {};
}

using Values = std::set<std::string>;

/// What the entries of one side say of each kind of thing that has to be the same.
std::map<std::string, Values> circumstances_of(const std::vector<const LoadDigest*>& entries) {
  std::map<std::string, Values> said;
  for (const auto* entry : entries) {
    said["kind"].insert(entry->kind);
    said["engine"].insert(entry->engine);
    for (const auto& [name, value] : entry->options)
      if (std::ranges::find(kCostOptions, std::string_view{name}) != kCostOptions.end()) said[name].insert(value);
  }
  return said;
}

std::string joined(const Values& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

/// Of each thing that is not the same in all entries, a clause: "connections 8 → 64". An option that one side does not
/// tell, because an older tlsgauge wrote it, is none.
std::vector<std::string> disagreements(const Entries& entries) {
  std::vector<std::string> clauses;
  const auto after = circumstances_of(entries.after);
  for (const auto& [name, old_values] : circumstances_of(entries.before)) {
    const auto found = after.find(name);
    if (found == after.end()) continue;
    const bool same = old_values == found->second;
    if (same && old_values.size() == 1) continue;
    clauses.push_back(name + " " + joined(old_values) + (same ? " on either side" : " → " + joined(found->second)));
  }
  return clauses;
}

/// What decides whether costs are judged, apart from their repeats.
struct Circumstances {
  CostGate gate;
  std::string closed_because;  ///< for the whole comparison; empty: open
};

/// Why the gate is closed to a cost; empty: it is open.
std::string closed_because(const model::CostChange& cost, bool measured_differently,
                           const Circumstances& circumstances) {
  const auto& gate = circumstances.gate;
  if (model::is_latency(cost.metric) ? !gate.latency : !gate.cpu)
    return model::is_latency(cost.metric) ? "latency does not gate" : "CPU does not gate";
  if (!circumstances.closed_because.empty()) return circumstances.closed_because;
  if (measured_differently) return "measured differently";
  if (std::min(cost.repeats_before, cost.repeats_after) < kRepeatsToJudge) return "too few repeats";
  return {};
}

model::CostChange change_of(Metric metric, const std::vector<double>& before, const std::vector<double>& after) {
  model::CostChange cost{.metric = metric,
                         .repeats_before = before.size(),
                         .repeats_after = after.size(),
                         .before = model::Cost{geometric_mean(before)},
                         .after = model::Cost{geometric_mean(after)},
                         .ratio = ratio_of_means(before, after)};
  if (const auto estimate = welch_ratio(before, after, kConfidence)) {
    cost.interval = {.low = estimate->low, .high = estimate->high};
    cost.p_value = estimate->p_value;
  }
  return cost;
}

LoadChange change_of(const std::string& name, const Entries& entries, const Circumstances& circumstances) {
  LoadChange load{.name = name, .before = repeats(entries.before), .after = repeats(entries.after)};
  load.change = presence_and_validity(load.before, load.after);
  load.invalid_because = first_objection(entries);
  load.notes = disagreements(entries);
  if (load.before.valid == 0 || load.after.valid == 0) return load;
  const bool measured_differently = !load.notes.empty();
  for (const auto metric : kMetrics) {
    const auto before = sample(entries.before, metric);
    const auto after = sample(entries.after, metric);
    if (before.empty() != after.empty())
      load.notes.push_back(std::string{model::name(metric)} + " is in " + (before.empty() ? "NEW" : "OLD") + " only");
    if (before.empty() || after.empty()) continue;
    auto cost = change_of(metric, before, after);
    cost.not_judged_because = closed_because(cost, measured_differently, circumstances);
    load.costs.push_back(std::move(cost));
  }
  return load;
}

/// Judges every cost that no gate is closed to, all of them together.
void judge_costs(std::vector<LoadChange>& loads, const CostGate& gate) {
  std::vector<model::CostChange*> judged;
  std::vector<double> p_values;
  for (auto& load : loads) {
    for (auto& cost : load.costs) {
      if (!cost.not_judged_because.empty() || !cost.interval) continue;
      judged.push_back(&cost);
      p_values.push_back(*cost.p_value);
    }
  }
  const auto real = significant(p_values, 1 - kConfidence);
  for (std::size_t i = 0; i < judged.size(); ++i) {
    auto& cost = *judged[i];
    cost.finding = CostFinding::unchanged;
    if (real[i] && cost.interval->low > 1 + gate.tolerance) cost.finding = CostFinding::costlier;
    if (real[i] && cost.interval->high < 1 / (1 + gate.tolerance)) cost.finding = CostFinding::cheaper;
  }
}

bool regressed(const LoadChange& load) {
  return load.change == Change::regression ||
         std::ranges::find(load.costs, CostFinding::costlier, &model::CostChange::finding) != load.costs.end();
}

}  // namespace

std::vector<LoadChange> compare_loads(const std::vector<LoadDigest>& before, const std::vector<LoadDigest>& after,
                                      const CostGate& gate, const std::string& gate_closed_because) {
  std::vector<std::string> names;
  std::map<std::string, Entries> entries;
  const auto entries_of = [&](const LoadDigest& load) -> Entries& {
    const auto [found, added] = entries.try_emplace(load.name);
    if (added) names.push_back(load.name);
    return found->second;
  };
  for (const auto& load : after) entries_of(load).after.push_back(&load);
  for (const auto& load : before) entries_of(load).before.push_back(&load);

  std::vector<LoadChange> loads;
  loads.reserve(names.size());
  for (const auto& name : names) loads.push_back(change_of(name, entries.at(name), {gate, gate_closed_because}));
  judge_costs(loads, gate);
  std::stable_partition(loads.begin(), loads.end(), regressed);
  return loads;
}

}  // namespace tlsgauge::verdict
