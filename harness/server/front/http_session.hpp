#pragma once

#include "server/front/connection.hpp"
#include "server/http.hpp"

namespace tlsgauge::server::front {

/// Answers the requests of an HTTP/1.1 connection one after the other, until the client ends it, breaks the protocol,
/// exceeds a limit (64 KiB of header, 1 MiB of body, ten seconds for a request, a minute between two) or the server
/// drains. Ends the connection.
[[nodiscard]] Task<> serve_http(Connection& client, const HttpHandler& handler);

}  // namespace tlsgauge::server::front
