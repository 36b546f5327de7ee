#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deployment/backend.hpp"
#include "runner/clock_offset.hpp"
#include "runner/group.hpp"

namespace tlsgauge::runner {

/// The scenario in which a good client of `topology` does `action`, in the words of a catalogue: resolve() makes it
/// concrete.
[[nodiscard]] model::Scenario good_client_of(const model::Topology& topology, model::Action action);

class Markers;

/// Proof that a server which refuses does let a good client in: without it, a server that refuses everything would look
/// perfect. Each way in (a port, or a client program) is tried with a good client before and after the group's
/// scenarios.
class Sanity {
 public:
  /// `lease`, `context` and `markers` outlive this object.
  Sanity(const deployment::Lease& lease, std::filesystem::path certificates, const GroupContext& context,
         Markers& markers)
      : lease_{lease}, certificates_{std::move(certificates)}, context_{context}, markers_{markers} {}

  /// Tries the way in that `scenario` uses, once a call of refresh(). What was tried before is found by any thread.
  /// @return what the good client saw; Unimplemented where there is no such way in, or no good client for it.
  [[nodiscard]] const Result<model::Observation>& good_client(const model::Scenario& scenario);
  /// What the answers to good clients have told of the target's clock; nothing where none was dated.
  [[nodiscard]] std::optional<ClockOffset> clock() const { return together(clocks_); }
  /// Forgets what was found, so that good_client() tries again.
  void refresh() { found_.clear(); }

 private:
  [[nodiscard]] Result<model::Observation> try_program(const model::Scenario& scenario);
  [[nodiscard]] Result<model::Observation> try_our_own(const model::Scenario& scenario);

  const deployment::Lease& lease_;
  std::filesystem::path certificates_;
  const GroupContext& context_;
  Markers& markers_;
  std::map<std::string, Result<model::Observation>> found_;
  std::vector<ClockOffset> clocks_;
};

}  // namespace tlsgauge::runner
