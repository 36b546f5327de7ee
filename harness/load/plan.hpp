#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>

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
  model::Identity client;                   ///< files that can be opened
  bool verify = true;                       ///< the server's chain and name
};

/// How much load, and when it ends.
struct Pace {
  unsigned connections = 8;  ///< at a time, over all threads
  unsigned threads = 1;
  std::chrono::nanoseconds duration = std::chrono::seconds{10};
  std::optional<std::uint64_t> count;  ///< ends the load when reached, before or after `duration`
  std::chrono::nanoseconds warm_up = std::chrono::seconds{1};
  std::optional<double> rate;  ///< starts a second (open loop); empty: as fast as answers come (closed loop)
  Arrivals arrivals = Arrivals::constant;
  std::uint64_t seed = 1;
};

/// A load of handshakes.
struct HandshakePlan {
  model::Endpoint endpoint;
  TlsOptions tls;
  Pace pace;
  bool resume = false;  ///< every measured handshake must resume; what does not is a failure
  Acceptance acceptance = Acceptance::none;
  CloseMode close = CloseMode::rst;
  std::chrono::nanoseconds timeout = std::chrono::seconds{5};  ///< of one connection
  std::optional<pid_t> server_pid;                             ///< whose CPU is the server's
};

}  // namespace tlsgauge::load
