#pragma once

#include <string>

#include "core/descriptor.hpp"
#include "load/connection.hpp"
#include "tls/record_buffer.hpp"

namespace tlsgauge::load {

/// A TLS connection of ours and the socket over which gRPC C++ speaks through it: gRPC can neither choose versions nor
/// tell which alert it got. Both directions have one bounded buffer, so a slow side slows the other. Level-triggered.
class Tunnel {
 public:
  enum class State : std::uint8_t { opening, open, ended };

  /// `remote` and `local` are where the two sockets are registered.
  Tunnel(const ConnectionSettings& settings, const Registration& remote, const Registration& local);

  void connect();
  /// Goes on with what `events` of the connection, or of the socket of gRPC, tell.
  void on_remote(std::uint32_t events);
  void on_local(std::uint32_t events);
  /// Ends a connection that could not be made in time.
  void time_out();

  [[nodiscard]] State state() const noexcept { return state_; }
  /// gRPC's end of an open tunnel; the socket itself in plaintext, which needs no tunnel any more. Once.
  [[nodiscard]] core::Descriptor take_end();
  /// The class of what ended it; empty when gRPC did.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  [[nodiscard]] core::TimePoint began() const noexcept { return began_; }
  [[nodiscard]] const Connection& connection() const noexcept { return connection_; }

 private:
  void opened();
  void carry_up();
  void carry_down();
  void flush_up();
  void flush_down();
  void watch();
  void end(const std::string& why);

  Registration remote_, local_;
  Connection connection_;
  core::Descriptor ours_, theirs_;  // of the socket pair
  tls::RecordBuffer up_, down_;
  State state_ = State::opening;
  std::string failure_;
  core::TimePoint began_;
};

}  // namespace tlsgauge::load
