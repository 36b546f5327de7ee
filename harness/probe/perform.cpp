#include "probe/perform.hpp"

#include <grpcpp/grpcpp.h>

#include "probe/probes.hpp"
#include "tls/handles.hpp"
#include "tls/session_change.hpp"
#include "tls/sessions.hpp"

namespace tlsgauge::probe {

namespace {

Result<model::Observation> carry_out(const Aim& aim) {
  using Seen = Result<model::Observation>;
  return std::visit(
      overloaded{[&](const model::TlsExchange& tls) -> Seen { return probe_tls(tls, aim); },
                 [&](const model::GrpcExchange& grpc) -> Seen {
                   return grpc.transport == model::GrpcTransport::observed ? probe_grpc(grpc, aim)
                                                                           : probe_grpc_library(grpc, aim);
                 },
                 [&](const model::RestExchange& rest) -> Seen { return probe_rest(rest, aim); },
                 [&](const model::CommandExchange& command) -> Seen { return probe_command(command, aim); },
                 [](const model::RenewalExchange&) -> Seen { return unsupported("a renewal is no single exchange"); },
                 [](const model::LogExchange&) -> Seen { return unsupported("a log is read, not probed"); },
                 [](const model::LoadExchange&) -> Seen { return unsupported("a load is no single exchange"); }},
      aim.exchange.action);
}

/// What the peer did is of no interest where it is not what the script was to try.
Result<model::Observation> probe(Aim aim) {
  Status untried;
  aim.untried = &untried;
  auto seen = carry_out(aim);
  if (!untried.ok()) return untried;
  return seen;
}

/// The exchange that leaves the session behind: at another port, with what is spoken there.
model::Exchange earlier_exchange(const model::Exchange& exchange) {
  auto earlier = exchange;
  earlier.client = exchange.session->client;
  earlier.marker.reset();
  earlier.session.reset();
  const auto port = exchange.session->port;
  if (port == model::Port::rest) {
    earlier.action =
        model::RestExchange{.port = *port, .method = "GET", .target = "/v1/vector/collections", .body = {}, .alpn = {}};
  } else if (port == model::Port::grpc && !std::holds_alternative<model::TlsExchange>(exchange.action)) {
    earlier.action = model::GrpcExchange{.port = *port, .transport = {}, .calls = {}};
  }
  return earlier;
}

/// Makes the earlier connection. @return the newest session that it left.
Result<tls::Session> earn_session(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                  const core::Deadline& deadline) {
  const auto earlier = earlier_exchange(exchange);
  tls::Sessions sessions;
  const auto seen =
      probe({.exchange = earlier, .endpoint = endpoint, .deadline = deadline, .kept = &sessions, .offered = nullptr});
  if (!seen.ok()) return seen.status();
  if (!std::holds_alternative<model::Accepted>(seen->outcome))
    return internal("the connection that was to leave a session was not let in: " + model::describe(*seen));
  auto session = sessions.take();
  if (session == nullptr) return unsupported("the server leaves no session that could be resumed");
  return session;
}

}  // namespace

Result<model::Observation> perform(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                   const core::Deadline& deadline) {
  return probe({.exchange = exchange, .endpoint = endpoint, .deadline = deadline});
}

Result<model::Observation> perform_after(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                         const model::Endpoint& earlier, const std::function<Status()>& meanwhile,
                                         const core::Deadline& deadline) {
  const auto change = exchange.session->change;
  const auto earned = earn_session(exchange, earlier, deadline);
  // Where none is offered, none is missed.
  if (!earned.ok() && !(change == model::SessionChange::dropped && absl::IsUnimplemented(earned.status())))
    return earned.status();
  if (auto happened = meanwhile(); !happened.ok()) return happened;
  if (change == model::SessionChange::dropped) return perform(exchange, endpoint, deadline);
  const auto offered = tls::changed(*earned, change);
  if (!offered.ok()) return offered.status();
  return probe(
      {.exchange = exchange, .endpoint = endpoint, .deadline = deadline, .kept = nullptr, .offered = &*offered});
}

std::string openssl_version() { return tls::openssl_version(); }
std::string grpc_version() { return grpc::Version(); }

}  // namespace tlsgauge::probe
