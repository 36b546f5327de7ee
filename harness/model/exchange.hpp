#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/identity.hpp"
#include "model/script.hpp"
#include "model/tls.hpp"
#include "model/topology.hpp"

namespace tlsgauge::model {

/// A handshake, then the smallest round trip that proves the application answered: HTTP/2 SETTINGS on a gRPC port, an
/// HTTP/1.1 response on a REST port.
struct TlsExchange {
  Port port = Port::grpc;
  friend bool operator==(const TlsExchange&, const TlsExchange&) = default;
};

/// Whose TLS a gRPC exchange uses.
enum class GrpcTransport : std::uint8_t {
  observed,  ///< ours, below gRPC C++: every alert is seen
  library,   ///< gRPC's own SslCredentials: what an application's C++ client does and sees
};

/// Which calls a gRPC exchange makes; all of them must succeed.
enum class GrpcCalls : std::uint8_t {
  milvus,     ///< MilvusService/Connect, MilvusService/ShowCollections
  health,     ///< grpc.health.v1.Health/Check of the whole server
  databases,  ///< MilvusService/ListDatabases; the answer's text is the names, a line each
  drop,       ///< MilvusService/DropDatabase of the exchange's marker
};

struct GrpcExchange {
  Port port = Port::grpc;
  GrpcTransport transport = GrpcTransport::observed;
  GrpcCalls calls = GrpcCalls::milvus;
  friend bool operator==(const GrpcExchange&, const GrpcExchange&) = default;
};

/// One HTTP/1.1 request.
struct RestExchange {
  Port port = Port::rest;
  std::string method = "POST";
  std::string target = "/v2/vectordb/collections/list";
  std::string body = "{}";
  std::vector<std::string> alpn;  ///< protocols offered; empty: no ALPN extension
  friend bool operator==(const RestExchange&, const RestExchange&) = default;
};

/// A real client program. `arguments` may hold {grpc.host}, {grpc.port}, {rest.host}, {rest.port}, {certs} (the
/// topology's certificate directory) and {scenarios} (the folder of the scenario's own file).
struct CommandExchange {
  std::string tool;  ///< "curl", "pymilvus-2.3", "pymilvus"
  std::vector<std::string> arguments;
  friend bool operator==(const CommandExchange&, const CommandExchange&) = default;
};

/// New server and client certificates from the same CA while clients keep reconnecting, then a restart of the server.
struct RenewalExchange {
  friend bool operator==(const RenewalExchange&, const RenewalExchange&) = default;
};

/// A text that the target's log must hold (accept) or must not (reject).
struct LogExchange {
  std::string text;
  friend bool operator==(const LogExchange&, const LogExchange&) = default;
};

/// What the target's process holds when everything else of the group is done must be what it held before, but for so
/// much more (accept).
struct ResourcesExchange {
  unsigned descriptors = 16;  ///< that are open
  unsigned mebibytes = 64;    ///< of main memory
  friend bool operator==(const ResourcesExchange&, const ResourcesExchange&) = default;
};

/// What a load does again and again.
enum class LoadOperation : std::uint8_t {
  full,      ///< a connection with a full handshake, and an answer of the application
  resumed,   ///< the same with a handshake that resumes
  requests,  ///< a request on a connection that is kept
};

/// Load on a port: not whether it answers is of interest, but what an answer costs either side.
struct LoadExchange {
  Port port = Port::grpc;  ///< gRPC there, or HTTP/1.1 on Port::rest
  LoadOperation operation = LoadOperation::full;
  std::chrono::milliseconds duration{2500};  ///< that is measured, after a fifth of it as warm-up
  friend bool operator==(const LoadExchange&, const LoadExchange&) = default;
};

using Action = std::variant<TlsExchange, GrpcExchange, RestExchange, CommandExchange, RenewalExchange, LogExchange,
                            ResourcesExchange, LoadExchange>;

/// What is done to a session before it is offered.
enum class SessionChange : std::uint8_t {
  none,
  dropped,       ///< it is not offered at all
  flip_first,    ///< inverts a bit of the ticket's first octet
  flip_middle,   ///< … of the one in its middle
  flip_last,     ///< … of its last one
  zeros,         ///< a ticket of zeros, as long as it was
  random,        ///< a ticket of random octets, as long as it was
  other_secret,  ///< the ticket stays; the binder or Finished that prove its secret are wrong
};

/// What happens to the target between the two connections.
enum class Meanwhile : std::uint8_t {
  nothing,
  expiry,      ///< the certificate of the session's client expires
  revocation,  ///< it is revoked, and the server told so
  new_ca,      ///< another CA takes the place of the one that issued it, and the server starts again
  restart,     ///< the server starts again
};

/// A session that an earlier connection left behind (RFC 8446 section 2.2, RFC 5077), and that an exchange offers.
struct EarlierSession {
  Identity client;                 ///< whose connection it was
  std::optional<Port> port;        ///< where it was; empty: where it is offered
  std::optional<Script> script{};  ///< its handshake, where ours is a script's too; empty: everything right
  SessionChange change = SessionChange::none;
  Meanwhile meanwhile = Meanwhile::nothing;
  friend bool operator==(const EarlierSession&, const EarlierSession&) = default;
};

/// The exchange, again and again: what one connection cannot show. All of them must end in the same way.
struct Series {
  unsigned times = 1;             ///< connections, with each of the scripts
  std::vector<Script> scripts{};  ///< each in place of the exchange's own; empty: that one
  [[nodiscard]] std::size_t connections() const noexcept { return times * std::max<std::size_t>(1, scripts.size()); }
  friend bool operator==(const Series&, const Series&) = default;
};

/// What a client does: who it is, how it speaks, what it asks.
struct Exchange {
  Identity client;
  bool plaintext = false;  ///< no TLS at all
  VersionRange versions;
  std::optional<EarlierSession> session;
  /// The request asks the target to make something that has this name, so that it can be seen afterwards whether it was
  /// carried out; after a bare handshake it follows in the same flight. A scenario has an empty name: each attempt gets
  /// one of its own. Without one, the request is the action's.
  std::optional<std::string> marker;
  std::optional<Script> script{};       ///< the handshake is ours, octet by octet; empty: it is OpenSSL's
  std::optional<std::uint64_t> seed{};  ///< of what is random in a scripted handshake; empty: nobody can foresee it
  std::optional<Series> series{};       ///< empty: once
  unsigned crowd = 0;  ///< clients that have begun a ClientHello, and say no more while this one speaks
  Action action;
  friend bool operator==(const Exchange&, const Exchange&) = default;
};

/// "none", "flip-first", … as scenarios write it.
[[nodiscard]] std::string_view name(SessionChange change);
/// "nothing", "expiry", … as scenarios write it.
[[nodiscard]] std::string_view name(Meanwhile meanwhile);
/// "full", "resumed" or "requests".
[[nodiscard]] std::string_view name(LoadOperation operation);

/// "tls", "grpc", "rest", "command", "renewal", "log", "resources" or "load".
[[nodiscard]] std::string_view kind(const Action& action);

}  // namespace tlsgauge::model
