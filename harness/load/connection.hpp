#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/descriptor.hpp"
#include "load/address.hpp"
#include "load/plan.hpp"
#include "load/statistics.hpp"
#include "tls/handles.hpp"
#include "tls/sessions.hpp"

namespace tlsgauge::load {

/// What all connections of one thread share. References: the caller's values outlive the connections.
struct ConnectionSettings {
  const Plan& plan;
  const Address& address;
  ssl_ctx_st* context = nullptr;      ///< null: plaintext
  tls::Sessions* sessions = nullptr;  ///< what handshakes resume; null: none does
};

/// Where a socket is registered, and as what.
struct Registration {
  int epoll = -1;
  std::uint64_t tag = 0;     ///< epoll_data of its events
  std::uint32_t events = 0;  ///< EPOLLIN, … and EPOLLET where it is edge-triggered
};

/// How far a connection got, or what came of a transfer.
enum class Step : std::uint8_t { done, waiting, failed };

struct Transfer {
  Step step = Step::waiting;
  std::size_t bytes = 0;
};

/// What a connection that stands has agreed on, and how long that took.
struct Agreement {
  const char* version = nullptr;  ///< "TLSv1.3", "plaintext"; OpenSSL's own strings, which stay
  const char* cipher = nullptr;   ///< IANA's name; null in plaintext
  const char* group = nullptr;    ///< null where the handshake had none
  bool resumed = false;
  std::chrono::nanoseconds tcp{0}, handshake{0};

  void count_into(Statistics& statistics) const;
};

/// A non-blocking TCP connection of a load, with TLS on it unless there is no context. Opened as often as wanted, one
/// connection at a time. What fails has a class: "alert:unknown_ca", "tls:certificate verify failed", "reset", "fin",
/// "close_notify", "tcp:refused", and "local:Too many open files" where this machine has nothing left.
class Connection {
 public:
  explicit Connection(const ConnectionSettings& settings) : settings_{&settings} {}

  /// Begins to connect, and registers the socket.
  Step open(const Registration& registration);
  /// Goes on to connect and to shake hands; done when the application may speak.
  Step advance();
  [[nodiscard]] Transfer read(std::span<char> into);
  /// A write that fails is not the whole story: a refusal that overtook it is looked for, and then is the failure.
  [[nodiscard]] Transfer write(std::span<const char> bytes);
  /// Ends the connection in the plan's way. Its session can still be resumed.
  void close();
  /// Ends the connection without a word.
  void abandon();
  /// Gives the socket of a plaintext connection away.
  [[nodiscard]] core::Descriptor release();

  [[nodiscard]] bool encrypted() const noexcept { return ssl_ != nullptr; }
  [[nodiscard]] bool is_open() const noexcept { return socket_.open(); }
  [[nodiscard]] int fd() const noexcept { return socket_.get(); }
  /// Bytes wait in OpenSSL, which no event will tell.
  [[nodiscard]] bool holds_bytes() const;
  /// The class of what failed; valid until the next open().
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  /// The peer ended the stream so that nothing can be missing: close_notify, or FIN in plaintext.
  [[nodiscard]] bool ended_in_order() const noexcept { return ended_in_order_; }
  /// Of a connection that stands, or has stood; valid until the next open().
  [[nodiscard]] const Agreement& agreement() const noexcept { return agreement_; }
  /// A session was offered for resumption.
  [[nodiscard]] bool offered_session() const noexcept { return offered_ != nullptr; }
  [[nodiscard]] core::TimePoint ready_at() const noexcept { return ready_at_; }

 private:
  enum class Stage : std::uint8_t { connecting, shaking_hands, ready };

  Step connected();
  Step prepare_tls();
  Step shake_hands();
  Step fail(std::string_view why);
  Step settle(int result);
  Step settle_errno(int error);
  void look_for_reason();

  const ConnectionSettings* settings_;
  core::Descriptor socket_;
  tls::Ssl ssl_;
  tls::Session offered_;
  Stage stage_ = Stage::connecting;
  core::TimePoint started_, connected_, ready_at_;
  std::string failure_;
  bool ended_in_order_ = false;
  Agreement agreement_;
};

}  // namespace tlsgauge::load
