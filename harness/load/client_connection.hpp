#pragma once

#include <sys/socket.h>

#include <array>
#include <string>

#include "core/clock.hpp"
#include "load/plan.hpp"
#include "load/sessions.hpp"
#include "load/statistics.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::load {

/// What all connections of one thread share.
struct ConnectionSettings {
  const HandshakePlan& plan;
  const sockaddr* address;
  socklen_t address_size;
  ssl_ctx_st* context;  ///< one a thread: OpenSSL's reference counts are contended otherwise
  Sessions& sessions;
  std::string request;  ///< what asks the application for its answer; empty: nothing does
};

/// One connection of a handshake load after the other, on one slot of an epoll set.
class ClientConnection {
 public:
  explicit ClientConnection(const ConnectionSettings& settings) : settings_{&settings} {}
  ClientConnection(ClientConnection&&) noexcept = default;
  ClientConnection& operator=(ClientConnection&&) = delete;
  ~ClientConnection() { abandon(); }

  /// What a step came to.
  enum class Progress : std::uint8_t { waiting, finished };

  /// Opens the next connection and registers it, edge-triggered, as `slot` of `epoll`. `intended` is when it was due.
  Progress start(int epoll, std::uint32_t slot, core::TimePoint intended, core::TimePoint now);
  /// Goes on as far as it can. `now` is a recent time.
  Progress advance();
  /// Ends a connection that took too long.
  void time_out();

  [[nodiscard]] bool idle() const noexcept { return fd_ < 0; }
  [[nodiscard]] core::TimePoint started() const noexcept { return started_; }

  /// Adds what the finished connection was to `statistics`.
  void count_into(Statistics& statistics) const;

 private:
  enum class Stage : std::uint8_t { connecting, shaking_hands, asking, listening };

  Progress connected();
  Progress shake_hands();
  Progress ask();
  Progress listen();
  Progress succeed();
  Progress fail(const std::string& why);
  Progress settle(int result);
  void close();
  void abandon();

  const ConnectionSettings* settings_;
  int fd_ = -1;
  tls::Ssl ssl_;
  Session offered_;
  Stage stage_ = Stage::connecting;
  core::TimePoint intended_, started_, connected_, shaken_, finished_;
  std::array<char, 64> answer_{};
  std::size_t answered_ = 0;
  std::string failure_;  // empty: succeeded
  bool resumed_ = false, accepted_ = false;
  const char* version_ = nullptr;
  const char* cipher_ = nullptr;
  const char* group_ = nullptr;
};

}  // namespace tlsgauge::load
