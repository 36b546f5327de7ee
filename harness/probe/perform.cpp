#include "probe/perform.hpp"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <iterator>

#include "probe/crowd.hpp"
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
                 [](const model::ResourcesExchange&) -> Seen { return unsupported("a process is seen, not probed"); },
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

/// How a connection ended, as far as it is the same each time: FIN or RST may be a matter of which octet came first.
std::string ending_of(const model::Observation& seen) {
  model::Observation bare;
  bare.outcome = seen.outcome;
  bare.answer = seen.answer;
  return model::describe(bare);
}

/// One connection after the other.
/// @return what the last one saw, with what all of them drew, and how each ended.
Result<model::Observation> probe_series(const model::Exchange& exchange, const Aim& aim) {
  auto scripts = exchange.series->scripts;
  if (scripts.empty()) scripts.push_back(*exchange.script);
  auto left = exchange.series->connections();
  model::Observation all;
  for (const auto& script : scripts) {
    auto once = exchange;
    once.script = script;
    for (unsigned n = 0; n < exchange.series->times; ++n, --left) {
      const auto deadline = aim.deadline.at_most(aim.deadline.remaining() / static_cast<int>(left));
      auto seen =
          probe({.exchange = once, .endpoint = aim.endpoint, .deadline = deadline, .conversations = aim.conversations});
      if (!seen.ok()) return seen;
      all.endings.push_back(ending_of(*seen));
      std::ranges::move(seen->fresh, std::back_inserter(all.fresh));
      seen->fresh = std::move(all.fresh);
      seen->endings = std::move(all.endings);
      seen->forgeable_ticket |= all.forgeable_ticket;
      all = *std::move(seen);
    }
  }
  return all;
}

/// The exchange that leaves the session behind: at another port, with what is spoken there.
model::Exchange earlier_exchange(const model::Exchange& exchange) {
  auto earlier = exchange;
  earlier.client = exchange.session->client;
  earlier.marker.reset();
  earlier.session.reset();
  if (earlier.script)
    earlier.script = exchange.session->script.value_or(model::Script{.hello = {.session_ticket = true}});
  const auto port = exchange.session->port;
  if (port == model::Port::rest) {
    earlier.action =
        model::RestExchange{.port = *port, .method = "GET", .target = "/v1/vector/collections", .body = {}, .alpn = {}};
  } else if (port == model::Port::grpc && !std::holds_alternative<model::TlsExchange>(exchange.action)) {
    earlier.action = model::GrpcExchange{.port = *port, .transport = {}, .calls = {}};
  }
  return earlier;
}

/// What an earlier connection left behind, in the one form or the other.
struct Earned {
  tls::Session session;
  std::optional<wire::Ticket> ticket;
};

/// Makes the earlier connection. @return the newest session that it left.
Result<Earned> earn_session(const model::Exchange& exchange, const model::Endpoint& endpoint,
                            const core::Deadline& deadline, std::vector<model::Conversation>* conversations) {
  const auto earlier = earlier_exchange(exchange);
  tls::Sessions sessions;
  std::vector<wire::Ticket> tickets;
  const auto seen = probe({.exchange = earlier,
                           .endpoint = endpoint,
                           .deadline = deadline,
                           .kept = &sessions,
                           .offered = nullptr,
                           .kept_tickets = &tickets,
                           .conversations = conversations});
  if (!seen.ok()) return seen.status();
  // A script may have the client break off on purpose; what counts then is whether there is a session.
  if (!std::holds_alternative<model::Accepted>(seen->outcome) && !exchange.session->script)
    return precondition("the connection that was to leave a session was not let in: " + model::describe(*seen));
  Earned earned{.session = sessions.take(), .ticket = {}};
  if (!tickets.empty()) earned.ticket = std::move(tickets.back());
  if (earned.session == nullptr && !earned.ticket)
    return unsupported("the server leaves no session that could be resumed");
  return earned;
}

/// The later connection, which offers `earned`, changed.
Result<model::Observation> offer(const Earned& earned, Aim aim) {
  const auto change = aim.exchange.session->change;
  if (earned.ticket) {
    const auto ticket = wire::changed(*earned.ticket, change);
    aim.offered_ticket = &ticket;
    return probe(aim);
  }
  const auto session = tls::changed(earned.session, change);
  if (!session.ok()) return session.status();
  aim.offered = &*session;
  return probe(aim);
}

}  // namespace

Result<model::Observation> perform(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                   const core::Deadline& deadline, std::vector<model::Conversation>* conversations) {
  const auto crowd = gather_crowd(endpoint, exchange.crowd, deadline);
  const Aim aim{.exchange = exchange, .endpoint = endpoint, .deadline = deadline, .conversations = conversations};
  return exchange.series ? probe_series(exchange, aim) : probe(aim);
}

Result<model::Observation> perform_after(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                         const model::Endpoint& earlier, const std::function<Status()>& meanwhile,
                                         const core::Deadline& deadline,
                                         std::vector<model::Conversation>* conversations) {
  const auto change = exchange.session->change;
  const auto earned = earn_session(exchange, earlier, deadline, conversations);
  // Where none is offered, none is missed.
  if (!earned.ok() && !(change == model::SessionChange::dropped && absl::IsUnimplemented(earned.status())))
    return earned.status();
  if (auto happened = meanwhile(); !happened.ok()) return happened;
  if (change == model::SessionChange::dropped) return perform(exchange, endpoint, deadline, conversations);
  return offer(*earned,
               {.exchange = exchange, .endpoint = endpoint, .deadline = deadline, .conversations = conversations});
}

std::string openssl_version() { return tls::openssl_version(); }
std::string grpc_version() { return grpc::Version(); }

}  // namespace tlsgauge::probe
