#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "deployment/backend.hpp"
#include "model/scenario.hpp"
#include "runner/group.hpp"

namespace tlsgauge::runner {

/// The names by which it shows afterwards which requests the target has carried out: a client that was refused must
/// have left nothing behind. Each scenario has a name of its own; a good client that leaves one behind too, and is
/// found, proves that looking means anything.
class Markers {
 public:
  /// `lease` and `context` outlive this object.
  Markers(const deployment::Lease& lease, std::filesystem::path certificates, const GroupContext& context);

  /// A name that no other scenario has. Safe to call from several threads.
  [[nodiscard]] std::string next();
  /// A good client has had a request with `marker` carried out by `action`.
  void proven_by(const model::Action& action, std::string marker);

  /// Looks, with a good client, what is there. What was found once stays found.
  void look(const model::Topology& topology);
  /// After look(): whether a request with `marker`, made by `action`, was carried out; nothing where that cannot be
  /// seen.
  [[nodiscard]] std::optional<bool> found(const model::Action& action, const std::string& marker) const;
  /// Looks for one marker, and removes it: a target has room for a few databases only. Safe to call from several
  /// threads.
  /// @return whether it was there; nothing where that cannot be seen.
  [[nodiscard]] std::optional<bool> take(const model::Topology& topology, const model::Action& action,
                                         const std::string& marker) const;
  /// Removes what is there now, as far as the target lets a good client do it; also after an interruption.
  void clean(const model::Topology& topology);

 private:
  enum class Kind : std::uint8_t { database, collection };
  [[nodiscard]] static Kind kind_of(const model::Action& action);
  [[nodiscard]] std::set<std::string> list(Kind kind, const model::Topology& topology,
                                           const core::Deadline& deadline) const;
  void remove(Kind kind, const std::string& marker, const model::Topology& topology,
              const core::Deadline& deadline) const;
  [[nodiscard]] Result<model::Observation> ask(const model::Topology& topology, model::Action action,
                                               const std::string& marker, const core::Deadline& deadline) const;
  [[nodiscard]] core::Deadline soon() const;

  const deployment::Lease& lease_;
  std::filesystem::path certificates_;
  const GroupContext& context_;
  std::string prefix_;
  std::atomic<int> last_ = 0;
  std::map<Kind, std::string> proofs_;
  std::map<Kind, std::set<std::string>> there_;
};

}  // namespace tlsgauge::runner
