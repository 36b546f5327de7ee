#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/alert.hpp"
#include "model/tls.hpp"

namespace tlsgauge::model {

/// The two ends of an exchange. The harness is the client.
enum class Party : std::uint8_t { server, client };

/// How far an exchange came. In TLS 1.3 a refused client certificate shows at `first_read`: the client's handshake ends
/// before the server has judged it (RFC 8446 section 4.4.2.4).
enum class Stage : std::uint8_t { tcp, handshake, first_read, http, rpc, command };

/// How the peer ended the connection.
enum class Close : std::uint8_t { none, close_notify, fin, rst };

[[nodiscard]] std::string_view name(Party party);
[[nodiscard]] std::string_view name(Stage stage);
[[nodiscard]] std::string_view name(Close close);

/// An alert record on the wire, in either direction.
struct AlertSeen {
  Alert alert;
  bool fatal = true;
  Party from = Party::server;
};

/// The application answered.
struct Accepted {};

/// One side would not go on: an alert, a closed connection, or an answer that denies access.
struct Refused {
  Party by = Party::server;
  Stage stage = Stage::handshake;
  std::optional<AlertSeen> alert;
};

/// The deadline passed in silence. Never a refusal.
struct Silent {
  Stage stage = Stage::handshake;
};

/// No TCP connection.
struct Unreachable {};

using Outcome = std::variant<Accepted, Refused, Silent, Unreachable>;

/// What the application said, where it said anything.
struct Answer {
  std::optional<int> http_status;
  std::optional<int> grpc_status;
  std::optional<int> exit_code;  ///< of a real client program
  int milvus_code = 0;           ///< Milvus' own error code inside an answer of gRPC status 0; 0: success
  std::string text;              ///< body, gRPC message or program output; at most 64 KiB
  std::optional<std::chrono::sys_seconds> date = {};  ///< of an HTTP answer, by the peer's clock
};

/// Durations from the start of the exchange; zero where the stage was not reached.
struct Timings {
  std::chrono::nanoseconds tcp{0};
  std::chrono::nanoseconds handshake{0};
  std::chrono::nanoseconds verdict{0};  ///< when accepted or refused was known
};

/// What a server draws anew each time.
enum class Fresh : std::uint8_t {
  random,      ///< ServerHello.random
  key_share,   ///< its half of (EC)DHE
  session_id,  ///< of a session of TLS 1.2
  ticket,
  nonce,  ///< the explicit part of an AEAD nonce of TLS 1.2 (RFC 5288 section 3); may come again under another key
};

/// "random", "key-share", "session-id", "ticket" or "nonce": as scenarios write it.
[[nodiscard]] std::string_view name(Fresh what);

struct FreshSeen {
  Fresh what = Fresh::random;
  std::vector<std::uint8_t> octets;
};

/// What the peer did. Facts only: whether that was right is verdict's business.
struct Observation {
  Outcome outcome;
  Close close = Close::none;
  std::optional<TlsParameters> tls;  ///< empty: no handshake completed
  Answer answer;
  Timings timings;
  std::string detail;                  ///< one clause in the library's or program's own words; may be empty
  std::string untried;                 ///< why a refusal came before what a script was to try; empty: it did not
  std::vector<FreshSeen> fresh{};      ///< in the order of the wire, where the client is a script's
  bool forgeable_ticket = false;       ///< one came that has its MAC by a key of zeros, where the client is a script's
  std::vector<std::string> endings{};  ///< of a series: how each of its connections ended, in words
};

/// "accepted", "rejected", "hang" or "unreachable": the report's words.
[[nodiscard]] std::string_view security(const Outcome& outcome);

/// One clause for people: "the server refused at first_read with unsupported_certificate".
[[nodiscard]] std::string describe(const Observation& seen);

}  // namespace tlsgauge::model
