#pragma once

#include <optional>
#include <vector>

#include "load/arrivals.hpp"
#include "load/client_connection.hpp"
#include "load/statistics.hpp"

namespace tlsgauge::load {

/// When a worker measures, and when it ends. Before `measure_from` it warms up: it does the same and counts nothing.
struct Window {
  core::TimePoint begin, measure_from, end;
};

/// One thread of a handshake load: an epoll set of connections, of which each starts anew when it is done (closed loop)
/// or when the schedule says so (open loop). Shares nothing with other workers.
class HandshakeWorker {
 public:
  /// `connections` at a time; `schedule` makes it an open loop.
  HandshakeWorker(const ConnectionSettings& settings, unsigned connections, std::optional<Schedule> schedule);
  HandshakeWorker(const HandshakeWorker&) = delete;
  HandshakeWorker& operator=(const HandshakeWorker&) = delete;
  ~HandshakeWorker();

  /// Runs until the window ends, `count` connections are measured, or `deadline` is interrupted. Statistics then hold
  /// what started inside the measured part, and the CPU time of that part.
  void run(const Window& window, std::optional<std::uint64_t> count, const core::Deadline& deadline);

  [[nodiscard]] const Statistics& statistics() const noexcept { return statistics_; }

 private:
  void start_due(core::TimePoint now);
  void start(std::uint32_t slot, core::TimePoint intended, core::TimePoint now);
  void finished(std::uint32_t slot);
  void wait_and_advance(core::TimePoint now);
  void time_out_slow(core::TimePoint now);
  void begin_measuring(core::TimePoint now);

  ConnectionSettings settings_;
  std::vector<ClientConnection> connections_;
  std::vector<std::uint32_t> idle_;
  std::optional<Schedule> schedule_;
  int epoll_;
  bool measuring_ = false;
  std::chrono::nanoseconds cpu_at_start_{0};
  core::TimePoint measure_from_, next_check_;
  Statistics statistics_;
};

}  // namespace tlsgauge::load
