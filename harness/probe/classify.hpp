#pragma once

#include <optional>
#include <string>

#include "model/observation.hpp"
#include "tls/stream.hpp"

// The one place that turns what libraries say into what the peer did.
namespace tlsgauge::probe {

/// A TCP connection that was not made, or that was reset before `next`, which was to come after it, could begin.
[[nodiscard]] model::Observation classify_connect(const tls::TcpConnection& connection, model::Stage next);

/// The first word that ended the matter: the first fatal alert of either side, closures apart.
[[nodiscard]] std::optional<model::AlertSeen> decisive_alert(const std::vector<model::AlertSeen>& alerts);

/// A stream that ended, with `status` other than ok, before the application had answered. `stage` is what was under
/// way; a refusal in TLS 1.3 that comes after the client's handshake is seen at first_read.
[[nodiscard]] model::Outcome classify_end(tls::IoStatus status, const tls::Stream& stream, model::Stage stage);

/// How the peer closed, by the last status of the stream.
[[nodiscard]] model::Close classify_close(tls::IoStatus status, const tls::Stream& stream);

/// An HTTP answer. 401, 403, 421 and the 400 by which servers report a client certificate deny access; everything else
/// is the application speaking.
[[nodiscard]] model::Outcome classify_http(int status, const std::string& body);

/// The HTTP status of an answer over HTTP/2, which is 200 to a gRPC call. 400, 401, 403 and 421 deny access: our
/// request is well-formed, so that a 400 can be about nothing but its client. Everything else is the application
/// speaking.
[[nodiscard]] model::Outcome classify_http2(int status);

/// A gRPC status that the peer itself sent: UNAUTHENTICATED and PERMISSION_DENIED deny access, everything else is the
/// application speaking.
[[nodiscard]] model::Outcome classify_grpc(int code);

/// What a client program's end and words show. An HTTP answer that it prints, status line first, is judged as one.
struct ProgramEnd {
  int exit_code = 0;
  bool timed_out = false;
  std::string output;
};
/// @return nothing when they show neither an answer nor a refusal: the program itself is broken, say.
[[nodiscard]] std::optional<model::Outcome> classify_program(const ProgramEnd& end);

/// An alert that a TLS library wrote into a log: "error:0A000413:SSL routines::sslv3 alert unsupported certificate"
/// (OpenSSL), "error:10000413:SSL routines:OPENSSL_internal:…" (BoringSSL), "SSL alert number 42". The reason, less
/// 1000, is the alert that was received.
[[nodiscard]] std::optional<model::Alert> alert_in_text(const std::string& text);

}  // namespace tlsgauge::probe
