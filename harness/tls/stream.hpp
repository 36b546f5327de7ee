#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/observation.hpp"
#include "model/topology.hpp"
#include "tls/handles.hpp"
#include "tls/transport.hpp"

namespace tlsgauge::tls {

/// A TCP connection, with or without TLS on it, that remembers what it saw. Owns its socket. One thread at a time.
class Stream {
 public:
  /// Plaintext over the connected socket `fd`, which becomes non-blocking.
  [[nodiscard]] static Stream plaintext(int fd);
  /// A TLS client over `fd`, not yet shaken hands. `context` must outlive the stream. The peer's certificate must hold
  /// `server_name`, a DNS name (also sent as SNI) or an IP address.
  [[nodiscard]] static Result<Stream> tls_client(int fd, ssl_ctx_st* context, const std::string& server_name);
  /// Over a TLS that is not OpenSSL's.
  explicit Stream(std::unique_ptr<Transport> transport);

  /// Before the handshake: has `recorder`, which outlives the stream, write down what happens.
  void record(Recorder& recorder);
  /// Before the handshake: offers to resume `session`.
  [[nodiscard]] Status offer(const Session& session);
  /// Before the handshake: holds back our last flight of TLS 1.3 until release(), so that what is written meanwhile
  /// goes with it.
  void hold_last_flight();
  void release();

  /// Ends ok when our side of the handshake is done. In TLS 1.3 that is before the server has judged our certificate.
  [[nodiscard]] IoResult handshake(const core::Deadline& deadline);
  /// Reads at least one byte. Once the deadline has passed nothing is read, even where something is there.
  [[nodiscard]] IoResult read_some(std::span<char> into, const core::Deadline& deadline);
  [[nodiscard]] IoResult write_all(std::span<const char> bytes, const core::Deadline& deadline);
  [[nodiscard]] IoResult read_now(std::span<char> into);
  [[nodiscard]] IoResult write_now(std::span<const char> bytes);
  /// Sends close_notify (under TLS) and FIN; does not wait for the peer's.
  void close_write();

  [[nodiscard]] int fd() const noexcept;
  [[nodiscard]] bool encrypted() const noexcept;
  /// What was agreed; empty before the handshake is done, and in plaintext.
  [[nodiscard]] std::optional<model::TlsParameters> agreed() const;
  /// Every alert record in the order of the wire, both directions; in plaintext, the one that a TLS server answers.
  [[nodiscard]] const std::vector<model::AlertSeen>& alerts() const noexcept;
  /// Whether we sent a certificate, so that the server can have judged it.
  [[nodiscard]] bool sent_certificate() const noexcept;
  /// OpenSSL's word for what failed; empty when nothing did.
  [[nodiscard]] const std::string& failure() const noexcept;

 private:
  std::unique_ptr<Transport> transport_;
};

/// The outcome of a TCP connect: a socket that the caller owns, or why there is none.
struct TcpConnection {
  int fd = -1;
  bool timed_out = false;
  bool reset = false;  ///< it was made, and reset by the peer before it could be used
  std::string failure;
};

/// Connects to `endpoint`, trying each of its addresses until one answers.
[[nodiscard]] TcpConnection connect_tcp(const model::Endpoint& endpoint, const core::Deadline& deadline);

/// Waits until `fd` is readable (POLLIN) or writable (POLLOUT) as `events` says. @return false when the deadline
/// passed.
[[nodiscard]] bool wait_for(int fd, short events, const core::Deadline& deadline);

}  // namespace tlsgauge::tls
