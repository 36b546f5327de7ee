#pragma once

#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/conversation.hpp"
#include "model/exchange.hpp"
#include "model/observation.hpp"
#include "model/topology.hpp"
#include "tls/sessions.hpp"
#include "wire/client/ticket.hpp"

namespace tlsgauge::probe {

/// One exchange and where it goes. References: the caller's values outlive the probe.
struct Aim {
  const model::Exchange& exchange;
  const model::Endpoint& endpoint;
  const core::Deadline& deadline;
  tls::Sessions* kept = nullptr;          ///< gets the sessions that the server issues; null: they are dropped
  const tls::Session* offered = nullptr;  ///< null: no session is
  // The same where the exchange has a script, whose TLS is not OpenSSL's.
  std::vector<wire::Ticket>* kept_tickets = nullptr;
  const wire::Ticket* offered_ticket = nullptr;
  std::vector<model::Conversation>* conversations =
      nullptr;                ///< gets what was seen of connections; null: it is dropped
  Status* untried = nullptr;  ///< gets the reason why a script was not carried out; null: it has none
};

// Each carries out one kind of exchange; see perform.
[[nodiscard]] Result<model::Observation> probe_tls(const model::TlsExchange& tls, const Aim& aim);
[[nodiscard]] Result<model::Observation> probe_grpc(const model::GrpcExchange& grpc, const Aim& aim);
/// Serialized within the process: gRPC's log, which alone holds the alert, does not say which channel it speaks of.
[[nodiscard]] Result<model::Observation> probe_grpc_library(const model::GrpcExchange& grpc, const Aim& aim);
[[nodiscard]] Result<model::Observation> probe_rest(const model::RestExchange& rest, const Aim& aim);
[[nodiscard]] Result<model::Observation> probe_command(const model::CommandExchange& command, const Aim& aim);

}  // namespace tlsgauge::probe
