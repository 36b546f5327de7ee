#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlsgauge::server::front {

/// What a port serves.
enum class Protocols : std::uint8_t { grpc, http, grpc_and_http };

/// What one connection speaks.
enum class Protocol : std::uint8_t { grpc, http };

/// Chooses from a client's ALPN list (RFC 7301 section 3.1: names with a length byte before each).
///
/// Where both are served, a client that can speak HTTP/1.1 gets it, even if it prefers h2: REST is there for HTTP/1.1
/// only, a browser or curl offers both, and a gRPC client offers no HTTP/1.1.
///
/// @return a part of `offered`, or nothing where there is no choice to make: the connection must then be refused with
/// no_application_protocol (section 3.2).
[[nodiscard]] std::optional<std::string_view> choose_alpn(Protocols served, std::string_view offered);

/// What is spoken after a handshake that agreed on `alpn`; empty: the client offered none. HTTP/1.1 then has the port
/// that serves both, since clients of HTTP/2 must offer h2 (RFC 9113 section 3.2).
[[nodiscard]] Protocol protocol_after(Protocols served, std::string_view alpn);

}  // namespace tlsgauge::server::front
