#pragma once

#include <functional>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "model/conversation.hpp"
#include "model/exchange.hpp"
#include "model/observation.hpp"
#include "model/topology.hpp"

namespace tlsgauge::probe {

/// Carries out `exchange` against `endpoint` and reports what the peer did, refusal and silence included. The
/// exchange's files are paths that can be opened, and a command's arguments are its whole argv, the program first.
/// @return a fault only where the harness itself could not try: a certificate file that does not load, a program that
/// does not exist. Renewal and log exchanges concern the target's life, not one connection: Unimplemented here.
/// `conversations` gets what was seen of each connection of ours; null: it is dropped. Of a series, the observation is
/// that of the last connection, with what all of them drew and how each ended.
[[nodiscard]] Result<model::Observation> perform(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                                 const core::Deadline& deadline,
                                                 std::vector<model::Conversation>* conversations = nullptr);

/// Carries out `exchange`, which names an earlier session: makes that connection first, by the same kind of exchange,
/// at `earlier`; calls `meanwhile`; then offers its session, changed as the exchange says, at `endpoint`.
/// @return what the later connection saw. A fault also where `meanwhile` fails; FailedPrecondition where the earlier
/// connection was not let in, and no script of its own says what it does, Unimplemented where the server left no
/// session. `conversations` gets both connections, as in perform().
[[nodiscard]] Result<model::Observation> perform_after(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                                       const model::Endpoint& earlier,
                                                       const std::function<Status()>& meanwhile,
                                                       const core::Deadline& deadline,
                                                       std::vector<model::Conversation>* conversations = nullptr);

/// The libraries that the probes speak with.
[[nodiscard]] std::string openssl_version();
[[nodiscard]] std::string grpc_version();

}  // namespace tlsgauge::probe
