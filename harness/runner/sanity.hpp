#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/clock.hpp"
#include "deployment/backend.hpp"
#include "model/scenario.hpp"
#include "runner/resolve.hpp"

namespace tlsgauge::runner {

/// Proof that a server which refuses does let a good client in: without it, a server that refuses everything would look
/// perfect. Each way in (a port and a protocol) is tried with a good client before and after the group's scenarios.
class Sanity {
 public:
  Sanity(const deployment::Lease& lease, std::filesystem::path certificates, TargetClient client,
         std::chrono::nanoseconds timeout)
      : lease_{lease}, certificates_{std::move(certificates)}, client_{std::move(client)}, timeout_{timeout} {}

  /// Tries the way in that `scenario` uses, once a call of refresh().
  /// @return why the good client did not get in; empty when it did.
  [[nodiscard]] std::string failure(const model::Scenario& scenario, const std::stop_token& stop);
  /// Forgets what was found, so that failure() tries again.
  void refresh() { found_.clear(); }

 private:
  const deployment::Lease& lease_;
  std::filesystem::path certificates_;
  TargetClient client_;
  std::chrono::nanoseconds timeout_;
  std::map<std::string, std::string> found_;
};

}  // namespace tlsgauge::runner
