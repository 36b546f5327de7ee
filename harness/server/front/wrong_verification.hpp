#pragma once

#include "server/front/alpn.hpp"
#include "server/front/faults.hpp"

// OpenSSL's own declarations, as in tls/handles.hpp.
extern "C" {
struct ssl_ctx_st;
struct ssl_st;
}

namespace tlsgauge::server::front {

/// What the fault of a connection's context does with its client, of whom the handshake has found something wrong.
/// Aftermath::refuses: nothing was found that has not been dealt with.
[[nodiscard]] Aftermath aftermath_of(ssl_st* connection);

/// Makes a context that verifies client certificates do so with `fault`, which outlives it.
void commit(const Fault& fault, ssl_ctx_st* context, Protocols served);

}  // namespace tlsgauge::server::front
