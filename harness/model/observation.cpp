#include "model/observation.hpp"

#include "core/result.hpp"

namespace tlsgauge::model {

std::string_view name(Party party) { return party == Party::server ? "server" : "client"; }

std::string_view name(Stage stage) {
  switch (stage) {
    case Stage::tcp: return "tcp";
    case Stage::handshake: return "handshake";
    case Stage::first_read: return "first_read";
    case Stage::http: return "http";
    case Stage::rpc: return "rpc";
    case Stage::command: return "command";
  }
  return "unknown";
}

std::string_view name(Close close) {
  switch (close) {
    case Close::none: return "none";
    case Close::close_notify: return "close_notify";
    case Close::fin: return "fin";
    case Close::rst: return "rst";
  }
  return "unknown";
}

std::string_view name(Fresh what) {
  switch (what) {
    case Fresh::random: return "random";
    case Fresh::key_share: return "key-share";
    case Fresh::session_id: return "session-id";
    case Fresh::ticket: return "ticket";
    case Fresh::nonce: return "nonce";
  }
  return "unknown";
}

std::string_view security(const Outcome& outcome) {
  return std::visit(overloaded{[](const Accepted&) -> std::string_view { return "accepted"; },
                               [](const Refused&) -> std::string_view { return "rejected"; },
                               [](const Silent&) -> std::string_view { return "hang"; },
                               [](const Unreachable&) -> std::string_view { return "unreachable"; }},
                    outcome);
}

std::string describe(const Observation& seen) {
  std::string text =
      std::visit(overloaded{[](const Accepted&) -> std::string { return "the application answered"; },
                            [&seen](const Refused& refused) {
                              auto clause = "the " + std::string{name(refused.by)} + " refused at " +
                                            std::string{name(refused.stage)};
                              if (refused.alert) return clause + " with alert " + name(refused.alert->alert);
                              if (seen.close != Close::none)
                                return clause + " without an alert (" + std::string{name(seen.close)} + ")";
                              return clause;
                            },
                            [](const Silent& silent) {
                              return "nothing was heard at " + std::string{name(silent.stage)} + " before the deadline";
                            },
                            [](const Unreachable&) -> std::string { return "no TCP connection could be made"; }},
                 seen.outcome);
  if (std::holds_alternative<Accepted>(seen.outcome) && seen.tls && seen.tls->resumed) text += " in a resumed session";
  if (seen.answer.http_status) text += ", HTTP " + std::to_string(*seen.answer.http_status);
  if (seen.answer.grpc_status) text += ", gRPC status " + std::to_string(*seen.answer.grpc_status);
  if (seen.answer.exit_code) text += ", exit code " + std::to_string(*seen.answer.exit_code);
  if (!seen.detail.empty()) text += " (" + seen.detail + ")";
  return text;
}

}  // namespace tlsgauge::model
