#pragma once

#include "server/front/connection.hpp"

namespace tlsgauge::server {
class GrpcServer;
}

namespace tlsgauge::server::front {

/// Gives the decrypted bytes of `client` to `server` and its answers back, until either ends: one buffer each way, so a
/// side that does not read stops the other. Ends the connection.
[[nodiscard]] Task<> pump(Connection& client, GrpcServer& server);

}  // namespace tlsgauge::server::front
