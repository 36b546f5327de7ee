#pragma once

#include "server/front/handshake_counters.hpp"
#include "server/http.hpp"

namespace tlsgauge::server {

/// Answers on the management port: /healthz, as text or, where the request says it is JSON, as JSON; /livez; and
/// /metrics, the handshakes so far in Prometheus' text format.
[[nodiscard]] HttpResponse answer_management(const HttpRequest& request, const front::HandshakeCounters& handshakes);

}  // namespace tlsgauge::server
