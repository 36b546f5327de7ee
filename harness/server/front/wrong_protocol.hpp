#pragma once

#include <span>

#include "server/front/faults.hpp"

// OpenSSL's own declarations, as in tls/handles.hpp.
extern "C" {
struct ssl_ctx_st;
struct ssl_st;
}

namespace tlsgauge::server::front {

/// The faults that are of the protocol, whoever the client is.
[[nodiscard]] std::span<const Fault> protocol_faults();

/// Makes a context, which is otherwise complete, speak TLS with `fault`, which outlives it.
void prepare(const Fault& fault, ssl_ctx_st* context);

/// Has a connection that has its socket pass over the records that `fault`, which outlives it, drops.
void drop_records(const Fault& fault, ssl_st* connection);

/// Ends a connection, without a word, below TLS.
void break_off(ssl_st* connection);

}  // namespace tlsgauge::server::front
