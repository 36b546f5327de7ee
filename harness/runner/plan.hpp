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
  bool slow = false;                 ///< also those tagged "slow", which take minutes; a tag "slow" wants them anyhow
};

/// The scenarios wanted, in the catalogue's order.
/// @return NotFound that names a suite which does not exist, or says that nothing is left.
[[nodiscard]] Result<std::vector<model::Scenario>> select(std::vector<model::Scenario> catalogue,
                                                          const Selection& selection);

/// The scenarios by which a real client program must get in. A refusal of the same program is proven by one of them.
[[nodiscard]] std::vector<model::Scenario> good_programs(const std::vector<model::Scenario>& catalogue);

/// The scenarios as they concern a target whose certificates are its operator's: variants that differ by a layout of
/// certificates alone become one, whose id and topology name none.
[[nodiscard]] std::vector<model::Scenario> with_given_certificates(std::vector<model::Scenario> scenarios);

/// The scenarios as they concern a target without a gRPC port: a case that is tried by a bare handshake, for which any
/// port will do, is tried at the REST port, unless it is about HTTP/2.
[[nodiscard]] std::vector<model::Scenario> without_grpc_port(std::vector<model::Scenario> scenarios);

/// The same scenarios with requests that leave no trace in the target (model::Exchange::marker).
[[nodiscard]] std::vector<model::Scenario> without_traces(std::vector<model::Scenario> scenarios);

/// Scenarios that share a topology, and so a server that starts once.
struct Group {
  model::Topology topology;
  std::vector<model::Scenario> scenarios;
};

/// Groups by topology, in the order in which the topologies first appear.
[[nodiscard]] std::vector<Group> plan(const std::vector<model::Scenario>& scenarios);

}  // namespace tlsgauge::runner
