#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "model/identity.hpp"
#include "model/tls.hpp"
#include "model/topology.hpp"

namespace tlsgauge::load {

/// What proves that the server let the client in. In TLS 1.3 the client's handshake proves nothing of the kind.
enum class Acceptance : std::uint8_t {
  none,  ///< handshakes alone
  http,  ///< an HTTP/1.1 response to a GET
  grpc,  ///< the server's HTTP/2 SETTINGS
};

/// How a connection is ended by the client.
enum class CloseMode : std::uint8_t { close_notify, fin, rst };

/// How an open loop spaces its starts.
enum class Arrivals : std::uint8_t { constant, poisson };

/// What a handshake offers, and how it is verified.
struct TlsOptions {
  model::VersionRange versions{.oldest = model::TlsVersion::tls1_3, .newest = model::TlsVersion::tls1_3};
  std::string groups, ciphers, signatures;  ///< OpenSSL's lists; empty: its defaults
  std::string alpn;                         ///< one protocol; empty: none offered
  model::Identity client;                   ///< files that can be opened; its login goes with every request
  bool verify = true;                       ///< the server's chain and name
};

/// How much load, and when it ends.
struct Pace {
  unsigned connections = 8;  ///< at a time, over all threads
  unsigned threads = 1;      ///< no more than there are connections
  std::chrono::nanoseconds duration = std::chrono::seconds{10};
  std::optional<std::uint64_t> count;  ///< operations to measure; the load ends when they are done, or `duration` is
  std::chrono::nanoseconds warm_up = std::chrono::seconds{1};
  std::optional<double> rate;  ///< starts a second (open loop); empty: as fast as answers come (closed loop)
  Arrivals arrivals = Arrivals::constant;
  std::uint64_t seed = 1;
};

/// How far a load is.
struct Progress {
  bool warming_up = false;
  std::chrono::nanoseconds measured{0};  ///< of `duration`
  std::chrono::nanoseconds duration{0};
  std::uint64_t completed = 0, failed = 0;  ///< operations of the measured part
};

/// What all loads have in common: where they go, how they are secured, how much of them there is.
struct Plan {
  model::Endpoint endpoint;
  bool plaintext = false;  ///< without TLS: the floor against which its cost is read
  TlsOptions tls;          ///< in plaintext, only the client's login and server name count
  Pace pace;
  CloseMode close = CloseMode::rst;
  std::chrono::nanoseconds timeout = std::chrono::seconds{5};  ///< of one operation, its connection included
  /// The CPU time that the server has used so far; empty, or without an answer: it cannot be seen.
  std::function<std::optional<std::chrono::nanoseconds>()> server_cpu;
  /// Called about five times a second, on the thread that runs the load. May be empty.
  std::function<void(const Progress&)> on_progress;
};

/// A load of connections, each with its handshake.
struct HandshakePlan : Plan {
  bool resume = false;  ///< every measured handshake must resume; what does not is a failure
  Acceptance acceptance = Acceptance::none;
};

/// A load of HTTP/1.1 requests on kept-alive connections.
struct RestPlan : Plan {
  std::string method = "GET";
  std::string target = "/";  ///< path and query
  std::string host = {};     ///< the Host field; empty: the endpoint
  std::string body = {};
  std::string content_type = "application/json";  ///< of a body
  std::optional<int> expect_status = {};          ///< empty: any 2xx
  std::uint64_t requests_per_connection = 0;      ///< 0: no limit
};

/// A load of unary gRPC calls.
struct GrpcPlan : Plan {
  std::string method = "grpc.health.v1.Health/Check";  ///< PACKAGE.SERVICE/METHOD; servers of all kinds have this one
  std::string body = {};                               ///< the serialised request message
  unsigned streams = 1;                                ///< calls in flight on each connection
};

}  // namespace tlsgauge::load
