#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "load/grpc/tunnel.hpp"

namespace tlsgauge::load {

/// What became of a connection that was asked for.
struct Opened {
  std::uint32_t number = 0;
  core::Descriptor end;  ///< for gRPC to speak on; not open where there is none
  std::string failure;   ///< why not: its class
  Agreement agreement;   ///< where there is an end
};

/// The connections of one gRPC engine, carried by one thread of their own. All members are thread-safe.
class Tunnels {
 public:
  /// `on_opened` is called on that thread when take() has something; `settings` outlives this object.
  Tunnels(const ConnectionSettings& settings, std::function<void()> on_opened);
  Tunnels(const Tunnels&) = delete;
  Tunnels& operator=(const Tunnels&) = delete;
  ~Tunnels();  ///< ends the thread, and every connection with it

  /// Opens a connection, which ends when gRPC closes its end. @return its number.
  std::uint32_t open();
  /// The connections that were opened, or could not be, since the last call.
  [[nodiscard]] std::vector<Opened> take();
  /// Why connection `number` has ended: a class; empty while it stands. Known before gRPC learns of the end.
  [[nodiscard]] std::string end_of(std::uint32_t number);
  /// Drops what end_of() remembers.
  void forget(std::uint32_t number);
  /// CPU time that the thread has used.
  [[nodiscard]] std::chrono::nanoseconds cpu();

 private:
  struct Slot {
    std::unique_ptr<Tunnel> tunnel;
    bool told = false;  // the engine has got its Opened
  };

  void carry();
  bool obey();
  void connect(std::uint32_t number);
  void advance(std::uint64_t tag, std::uint32_t events);
  void time_out_slow();
  void settle(std::uint32_t number, Slot& slot);
  void wake();

  const ConnectionSettings settings_;
  std::function<void()> on_opened_;
  core::Descriptor epoll_, event_;
  std::map<std::uint32_t, Slot> tunnels_;  // of the thread alone
  core::TimePoint next_check_;
  std::mutex mutex_;
  std::uint32_t next_ = 0;
  std::vector<std::uint32_t> wanted_;
  std::vector<Opened> opened_;
  std::map<std::uint32_t, std::string> ends_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace tlsgauge::load
