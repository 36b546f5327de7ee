#pragma once

#include <memory>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "server/config.hpp"
#include "server/options.hpp"

namespace tlsgauge::server {

/// The running server: a lease. Every port listens and serves when start() returns.
class Application {
 public:
  /// @return a one-line fault: a file that cannot be used, a port that is taken, an option that does not fit the
  /// configuration, an internal certificate that the components would not accept from each other.
  [[nodiscard]] static Result<std::unique_ptr<Application>> start(const Options& options, const Config& config);

  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;
  ~Application();  ///< stops at once

  /// "READY grpc=127.0.0.1:19530 rest=… management=… rootCoord=… …": every port by the name scenarios use.
  [[nodiscard]] std::string ready_line() const;

  /// Accepts no more, lets calls and requests that run end for `grace`, and ends the rest; returns at most a second and
  /// a half after that.
  void stop(core::Nanoseconds grace);

 private:
  class State;
  explicit Application(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tlsgauge::server
