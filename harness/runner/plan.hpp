#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/scenario.hpp"

namespace tlsgauge::runner {

/// Which scenarios of a catalogue a run wants. Empty lists want everything.
struct Selection {
  std::vector<std::string> suites;
  std::vector<std::string> filters;  ///< globs over ids, of which one must match; "name" without a slash or wildcard
                                     ///< matches ids that contain it
  std::vector<std::string> tags;     ///< of which the scenario must carry one
};

/// The scenarios wanted, in the catalogue's order.
/// @return NotFound that names a suite which does not exist, or says that nothing is left.
[[nodiscard]] Result<std::vector<model::Scenario>> select(std::vector<model::Scenario> catalogue,
                                                          const Selection& selection);

/// Scenarios that share a topology, and so a server that starts once.
struct Group {
  model::Topology topology;
  std::vector<model::Scenario> scenarios;
};

/// Groups by topology, in the order in which the topologies first appear.
[[nodiscard]] std::vector<Group> plan(const std::vector<model::Scenario>& scenarios);

}  // namespace tlsgauge::runner
