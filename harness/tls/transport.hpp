#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/observation.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::tls {

class Recorder;

/// How a step on a stream ended. The last five are final: the stream is of no more use.
enum class IoStatus : std::uint8_t {
  ok,
  want_read,     ///< only from the *_now calls
  want_write,    ///< only from the *_now calls
  timed_out,     ///< the deadline passed, or the run was interrupted
  lost,          ///< the network failed: no word of the peer
  close_notify,  ///< the peer's orderly end
  fin,           ///< TCP end of stream without close_notify
  reset,         ///< TCP reset
  failed,        ///< TLS failed: an alert, a certificate that we refuse, bytes that are no TLS; see Stream::alerts
};

struct IoResult {
  IoStatus status = IoStatus::ok;
  std::size_t bytes = 0;
};

/// What carries a Stream: a socket, and the TLS on it. Owns its socket. One thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // As those of Stream.
  virtual void record(Recorder& recorder) = 0;
  [[nodiscard]] virtual Status offer(const Session& session) = 0;
  virtual void hold_last_flight() = 0;
  virtual void release() = 0;
  [[nodiscard]] virtual IoResult handshake(const core::Deadline& deadline) = 0;
  [[nodiscard]] virtual IoResult read_now(std::span<char> into) = 0;
  [[nodiscard]] virtual IoResult write_now(std::span<const char> bytes) = 0;
  virtual void close_write() = 0;

  [[nodiscard]] virtual int fd() const noexcept = 0;
  [[nodiscard]] virtual bool encrypted() const noexcept = 0;
  [[nodiscard]] virtual std::optional<model::TlsParameters> agreed() const = 0;
  [[nodiscard]] virtual const std::vector<model::AlertSeen>& alerts() const noexcept = 0;
  [[nodiscard]] virtual bool sent_certificate() const noexcept = 0;
  [[nodiscard]] virtual const std::string& failure() const noexcept = 0;

 protected:
  Transport() = default;
};

}  // namespace tlsgauge::tls
