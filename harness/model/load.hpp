#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace tlsgauge::model {

/// Durations at the usual percentiles, and the histogram that they come from.
struct LatencySummary {
  std::uint64_t count = 0;
  std::chrono::nanoseconds p50{0}, p90{0}, p99{0}, p99_9{0}, p99_99{0}, max{0};
  std::string histogram;  ///< HdrHistogram V2, base64
};

/// How often each of some names came. Looked up without making a string.
using Counts = std::map<std::string, std::uint64_t, std::less<>>;

/// What the handshakes of a load agreed on, counted: the proof that what was measured is what was asked for.
struct Census {
  Counts version;  ///< "TLSv1.3", "plaintext"
  Counts cipher, group;
  std::uint64_t resumed = 0;
  std::uint64_t accepted = 0;  ///< by an answer of the application
};

/// Handshakes that the server itself has counted during a load, its warm-up included: the other side of the census.
struct ServerCount {
  std::uint64_t full = 0, resumed = 0;
  std::uint64_t client_verified = 0;  ///< of both kinds
};

/// One load: what was done, how fast, and at what cost to either side.
struct LoadResult {
  std::string name;             ///< "tls1.3 full P-256 mutual"
  std::string kind;             ///< "handshake", "rest" or "grpc"
  std::string engine;           ///< "openssl", "beast" or "grpc"
  std::string invalid_because;  ///< why the numbers say nothing about the target; empty: they hold
  std::map<std::string, std::string> options;
  Census census;
  /// Of a handshake load, its operations. Of others, all their connections, warm-up included: a connection is completed
  /// when the application has answered on it, and failed when it ended before.
  std::uint64_t handshakes_started = 0, handshakes_completed = 0;
  /// By class: "alert:unknown_ca", "tls:certificate verify failed", "timeout", "reset", "tcp:refused"; "local:…" where
  /// the harness itself was at its end.
  Counts handshakes_failed;
  std::uint64_t requests_completed = 0;
  Counts requests_failed;               ///< by class: those of connections, "http:503", "grpc:UNAVAILABLE"
  std::chrono::nanoseconds elapsed{0};  ///< of the measured part, without what was still under way at its end
  double rate_per_s = 0;                ///< of the load's own operation: those that completed in that time
  double client_utilization = 0;        ///< of the client's busiest thread: its CPU time over the elapsed time
  std::string note;                     ///< what the numbers, which hold, do not say; may be empty
  std::chrono::nanoseconds client_cpu_per_op{0};
  std::optional<std::chrono::nanoseconds> server_cpu_per_op;  ///< empty: the server's CPU cannot be seen
  std::optional<ServerCount> server_count;                    ///< empty: the server does not tell
  LatencySummary latency;                                     ///< from the intended start
  std::map<std::string, LatencySummary> phases;               ///< "tcp", "handshake", "acceptance"
  LatencySummary schedule_lag;                                ///< how late the tool itself was; empty in a closed loop
};

/// Operations of the load's own kind that completed.
[[nodiscard]] std::uint64_t completed(const LoadResult& load);

/// Whether nobody was there: no operation completed, and every failure is that no TCP connection could be made.
[[nodiscard]] bool unreachable(const LoadResult& load);

}  // namespace tlsgauge::model
