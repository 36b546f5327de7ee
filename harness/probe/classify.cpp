#include "probe/classify.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace tlsgauge::probe {

using model::Accepted;
using model::AlertSeen;
using model::Observation;
using model::Outcome;
using model::Party;
using model::Refused;
using model::Silent;
using model::Stage;
using model::Unreachable;
using tls::IoStatus;

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

Observation classify_connect(const tls::TcpConnection& connection, Stage next) {
  Observation seen;
  if (connection.timed_out) {
    seen.outcome = Silent{.stage = Stage::tcp};
  } else if (connection.reset) {
    seen.outcome = Refused{.by = Party::server, .stage = next, .alert = std::nullopt};
    seen.close = model::Close::rst;
  } else {
    seen.outcome = Unreachable{};
  }
  seen.detail = connection.failure;
  return seen;
}

std::optional<AlertSeen> decisive_alert(const std::vector<AlertSeen>& alerts) {
  const auto found = std::ranges::find_if(
      alerts, [](const AlertSeen& seen) { return seen.fatal && !model::ends_orderly(seen.alert); });
  if (found == alerts.end()) return std::nullopt;
  return *found;
}

Outcome classify_end(IoStatus status, const tls::Stream& stream, Stage stage) {
  if (status == IoStatus::timed_out) return Silent{.stage = stage};
  if (status == IoStatus::lost) return Unreachable{};
  const auto alert = decisive_alert(stream.alerts());
  // Without an alert: a TLS failure is our own judgement of the peer's bytes, an end of the connection is the peer's.
  const Party without_alert = status == IoStatus::failed ? Party::client : Party::server;
  return Refused{.by = alert ? alert->from : without_alert, .stage = stage, .alert = alert};
}

model::Close classify_close(IoStatus status, const tls::Stream& stream) {
  switch (status) {
    case IoStatus::close_notify: return model::Close::close_notify;
    case IoStatus::fin: return model::Close::fin;
    case IoStatus::reset: return model::Close::rst;
    case IoStatus::failed:
    case IoStatus::ok:
    case IoStatus::want_read:
    case IoStatus::want_write:
    case IoStatus::timed_out:
    case IoStatus::lost: break;
  }
  const bool said_goodbye = std::ranges::any_of(stream.alerts(), [](const AlertSeen& seen) {
    return seen.from == Party::server && model::ends_orderly(seen.alert);
  });
  return said_goodbye ? model::Close::close_notify : model::Close::none;
}

Outcome classify_http(int status, const std::string& body) {
  // nginx finishes the handshake and reports a missing or bad client certificate, and plaintext, with a 400 page; Go
  // answers plaintext on a TLS port likewise.
  const bool about_tls =
      contains(body, "certificate") || contains(body, "HTTPS server") || contains(body, "HTTPS port");
  // RFC 9110 section 15.5.20: 421 sends away whoever asks under a name that this connection does not stand for.
  const bool denied = status == 401 || status == 403 || status == 421 || (status == 400 && about_tls);
  if (denied) return Refused{.by = Party::server, .stage = Stage::http, .alert = std::nullopt};
  return Accepted{};
}

Outcome classify_http2(int status) {
  if (status == 400 || status == 401 || status == 403 || status == 421)
    return Refused{.by = Party::server, .stage = Stage::http, .alert = std::nullopt};
  return Accepted{};
}

Outcome classify_grpc(int code) {
  constexpr int kPermissionDenied = 7;
  constexpr int kUnauthenticated = 16;
  if (code == kPermissionDenied || code == kUnauthenticated)
    return Refused{.by = Party::server, .stage = Stage::rpc, .alert = std::nullopt};
  return Accepted{};
}

namespace {

/// What a program that ended well has shown. `curl --include` ends well whatever status it prints first.
Outcome classify_printed_answer(const std::string& output) {
  constexpr std::string_view kHttp = "HTTP/";
  const auto space = output.find(' ');
  int status = 0;
  if (!output.starts_with(kHttp) || space == std::string::npos) return Accepted{};
  std::from_chars(output.data() + space + 1, output.data() + output.size(), status);
  return classify_http(status, output);
}

}  // namespace

std::optional<Outcome> classify_program(const ProgramEnd& end) {
  // curl(1), "EXIT CODES".
  constexpr int kNotConnected = 7;
  constexpr int kTimedOut = 28;
  constexpr auto kRefusals = std::to_array({35, 52, 55, 56, 92});  // handshake, empty reply, send, receive, HTTP/2
  if (end.timed_out || end.exit_code == kTimedOut) return Silent{.stage = Stage::command};
  if (end.exit_code == 0) return classify_printed_answer(end.output);
  if (end.exit_code == kNotConnected) return Unreachable{};
  if (const auto alert = alert_in_text(end.output)) {
    return Refused{.by = Party::server,
                   .stage = Stage::command,
                   .alert = AlertSeen{.alert = *alert, .fatal = true, .from = Party::server}};
  }
  // What OpenSSL, BoringSSL and gRPC say when it is the client that does not trust, or does not understand, the server.
  constexpr auto kOwnRefusals = std::to_array<std::string_view>(
      {"CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "unable to get local issuer",
       "SSL certificate problem", "is not in peer certificate", "no alternative certificate subject name",
       "Hostname Verification Check failed", "WRONG_VERSION_NUMBER", "wrong version number"});
  const auto says = [&](std::string_view words) { return contains(end.output, words); };
  if (std::ranges::any_of(kOwnRefusals, says))
    return Refused{.by = Party::client, .stage = Stage::command, .alert = std::nullopt};
  if (std::ranges::find(kRefusals, end.exit_code) != kRefusals.end())
    return Refused{.by = Party::server, .stage = Stage::command, .alert = std::nullopt};
  // pymilvus has one sentence for a refusal and for silence; without an alert beside it, it proves no refusal.
  if (says("Fail connecting to server")) return Silent{.stage = Stage::command};
  return std::nullopt;
}

std::optional<model::Alert> alert_in_text(const std::string& text) {
  constexpr int kAlertBase = 1000;
  const auto alert_of = [](int code) -> std::optional<model::Alert> {
    if (code < 1 || code > 255) return std::nullopt;
    return model::Alert{static_cast<std::uint8_t>(code)};
  };
  constexpr std::string_view kNumbered = "SSL alert number ";
  if (const auto at = text.find(kNumbered); at != std::string::npos) {
    int code = 0;
    std::from_chars(text.data() + at + kNumbered.size(), text.data() + text.size(), code);
    if (const auto alert = alert_of(code)) return alert;
  }
  // OpenSSL 3 packs library 0x14 (SSL) above 23 bits of reason, BoringSSL library 0x10 above 12 bits.
  constexpr auto kPrefixes = std::to_array<std::string_view>({"error:0A000", "error:10000", "error:0a000"});
  constexpr std::size_t kReasonDigits = 3;
  for (const auto prefix : kPrefixes) {
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
      const char* digits = text.data() + at + prefix.size();
      if (at + prefix.size() + kReasonDigits > text.size()) break;
      int reason = 0;
      std::from_chars(digits, digits + kReasonDigits, reason, 16);
      if (const auto alert = alert_of(reason - kAlertBase)) return alert;
    }
  }
  return std::nullopt;
}

}  // namespace tlsgauge::probe
