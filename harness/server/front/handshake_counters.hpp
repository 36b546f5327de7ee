#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace tlsgauge::server::front {

/// How many handshakes a server has completed, and of which kind: what a client says of its own handshakes can be
/// checked against it. Safe to use from any thread.
class HandshakeCounters {
 public:
  /// A completed handshake. `client_verified`: the client has shown a certificate that was verified, in this handshake
  /// or in the one that it resumes.
  void completed(bool resumed, bool client_verified) noexcept;
  /// A handshake that began and did not complete.
  void failed() noexcept { failed_.fetch_add(1, std::memory_order_relaxed); }

  /// The counters in Prometheus' text format (tlsgauge_tls_handshakes_total, tlsgauge_tls_handshakes_failed_total).
  [[nodiscard]] std::string to_prometheus() const;

 private:
  std::array<std::atomic<std::uint64_t>, 4> completed_{};  // by resumed + 2 * client_verified
  std::atomic<std::uint64_t> failed_ = 0;
};

}  // namespace tlsgauge::server::front
