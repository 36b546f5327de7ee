#pragma once

#include <thread>

#include "core/clock.hpp"
#include "probe/response_watch.hpp"
#include "tls/stream.hpp"

namespace tlsgauge::probe {

/// Carries bytes between a stream and a local socket, so that gRPC C++ can speak over a connection of ours. Both
/// directions have one bounded buffer, so a slow side slows the other. The thread owns the stream until finish().
class Relay {
 public:
  /// Starts carrying between `stream`, which must outlive this object, and `local`, which becomes owned.
  Relay(tls::Stream& stream, int local, const core::Deadline& deadline);
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  ~Relay();

  /// Waits until the peer of `local` has closed, the stream has ended, or the deadline has passed.
  /// @return how the stream stood at the end: ok when it was still alive.
  tls::IoStatus finish();

  /// After finish(): what the server answered, if anything.
  [[nodiscard]] const ResponseWatch& response() const noexcept { return watch_; }

 private:
  void carry();
  void wait_for_news(bool anything_up, bool anything_down) const;

  tls::Stream& stream_;
  int local_;
  core::Deadline deadline_;
  tls::IoStatus end_ = tls::IoStatus::ok;
  ResponseWatch watch_;
  std::thread thread_;
};

}  // namespace tlsgauge::probe
