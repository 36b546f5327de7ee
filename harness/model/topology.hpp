#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/tls.hpp"

namespace tlsgauge::model {

/// Milvus' `common.security.tlsMode`.
enum class TlsMode : std::uint8_t { none = 0, one_way = 1, mutual = 2 };

/// "none", "one-way" or "mutual".
[[nodiscard]] std::string_view name(TlsMode mode);

/// Where REST is served: on `proxy.http.port`, or together with gRPC on `proxy.port`.
enum class RestPlacement : std::uint8_t { own_port, shared_port };

/// The ports of a target. The last seven are Milvus' components, which speak gRPC to each other.
enum class Port : std::uint8_t {
  grpc,
  rest,
  second,  ///< Topology::second
  management,
  root_coord,
  data_coord,
  query_coord,
  index_node,
  query_node,
  data_node,
  proxy_internal,
};

/// "grpc", "rootCoord", … as scenarios and the READY line write it.
[[nodiscard]] std::string_view name(Port port);
[[nodiscard]] std::optional<Port> port_named(std::string_view name);
/// Every port, in the order of the enumeration.
inline constexpr std::uint8_t kPortCount = 11;

/// A host and a port to connect to.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// "127.0.0.1:19530", "[::1]:19530".
[[nodiscard]] std::string to_string(const Endpoint& endpoint);
/// The inverse of to_string.
[[nodiscard]] std::optional<Endpoint> endpoint_from(std::string_view text);

/// The server set-up that a scenario needs. Scenarios of one topology share a server, which starts once.
struct Topology {
  static constexpr const char* kGivenCertificates = "the operator's";  ///< no layout: an external target's own
  static constexpr const char* kOtherName = "other.tlsgauge.test";     ///< second server_name (RFC 6066) of `by_name`

  std::string certificates = "working";  ///< a layout of certs/: "working", "documented-2.5", "documented-2.4"
  std::string key;  ///< kind of the certificates' keys, "ec:P-256"; empty: the layout's own, RSA with 2048 bits
  TlsMode tls_mode = TlsMode::one_way;
  std::optional<TlsVersion> oldest_tls;  ///< that the server must accept; empty: its own choice
  RestPlacement rest = RestPlacement::own_port;
  std::optional<TlsMode> second;   ///< of one more port for gRPC and REST, which shares everything else with the others
  std::optional<TlsMode> by_name;  ///< on every port, of clients that name kOtherName
  std::string crl;                 ///< revocation lists in the certificate directory; empty: none are asked
  bool internal_tls = false;
  bool user_authentication = false;
  std::string exclusive_to;  ///< id of a scenario that changes the server and gets one of its own; empty: shared

  friend bool operator==(const Topology&, const Topology&) = default;
  friend auto operator<=>(const Topology&, const Topology&) = default;
};

/// "mutual TLS, documented-2.5 certificates, REST on its own port, …": one line for progress and errors.
[[nodiscard]] std::string describe(const Topology& topology);

}  // namespace tlsgauge::model
