#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/tls.hpp"
#include "model/topology.hpp"

namespace tlsgauge::server {

/// A certificate for clients that name `name` in server_name (RFC 6066 section 3).
struct SniCertificate {
  std::string name;
  std::filesystem::path chain;
  std::filesystem::path key;
  std::optional<model::TlsMode> mode = {};  ///< one_way or mutual; empty: that of the port
};

/// A second external port, serving gRPC and REST together under another tlsMode.
struct AlsoListen {
  std::uint16_t port = 0;
  model::TlsMode mode = model::TlsMode::none;
};

/// What the command line asks for beyond milvus.yaml.
struct Options {
  std::filesystem::path config;
  std::string address = "127.0.0.1";            ///< an IP literal
  std::optional<model::TlsVersion> oldest_tls;  ///< 1.2 or 1.3; nothing: 1.2 in mode 1, 1.3 in mode 2, as Milvus
  std::filesystem::path crl;                    ///< empty: revocation is not checked, as in Milvus
  std::size_t tickets = 2;                      ///< sent after a full TLS 1.3 handshake; 0: nothing can be resumed
  std::filesystem::path ticket_key;             ///< 80 octets that seal tickets; empty: new ones at each start
  std::uint32_t early_data = 0;                 ///< bytes of early data accepted with a ticket
  std::optional<AlsoListen> also_listen;
  std::vector<SniCertificate> sni;
  std::vector<std::string> collections;  ///< names of the collections that the server pretends to have
  std::uint16_t management_port = 9091;
  std::chrono::microseconds handshake_cost{0};  ///< CPU time wasted in each handshake: a deliberately slower server
  std::string fault;                            ///< see front::Fault; empty: none
  unsigned threads = 1;                         ///< that run connections; gRPC calls have threads of their own
};

/// The process ends without serving: --help, --version, or a wrong command line.
struct EarlyEnd {
  int exit_code = 0;  ///< 0, 64 (wrong usage) or 89 (this server cannot do that)
  std::string text;   ///< for stdout if exit_code is 0, else one line for stderr
};

/// Reads the command line. `metrics_port` is the environment's METRICS_PORT, null where it is not set.
[[nodiscard]] std::variant<Options, EarlyEnd> parse_options(int argc, const char* const* argv,
                                                            const char* metrics_port);

}  // namespace tlsgauge::server
