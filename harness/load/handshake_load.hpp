#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "load/plan.hpp"
#include "model/load.hpp"

namespace tlsgauge::load {

/// Runs a load of handshakes through OpenSSL, one SSL_CTX a thread, and measures it. Bounded by the plan's duration; an
/// interruption ends it early, and the result then says so in `invalid_because`.
/// @return a fault when the plan cannot be carried out at all: a file that does not load, a name that does not resolve.
[[nodiscard]] Result<model::LoadResult> run_handshakes(const HandshakePlan& plan, const std::stop_token& stop);

/// "tls1.3 resumed mutual": what the plan measures, in the words of reports.
[[nodiscard]] std::string describe(const HandshakePlan& plan);

}  // namespace tlsgauge::load
