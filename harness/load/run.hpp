#pragma once

#include <stop_token>
#include <string>

#include "core/result.hpp"
#include "load/plan.hpp"
#include "model/load.hpp"

namespace tlsgauge::load {

// Each runs a load and measures it. What started inside the measured part counts, however it ends: after the plan's
// duration nothing starts but what an open loop is late with, and what is under way gets its time. The rate alone is
// that of what was completed inside the measured part. An interruption ends a load at once. The result says in
// `invalid_because` why its numbers would not hold. SIGPIPE must be ignored.
// @return a fault when the plan cannot be carried out at all: a file that does not load, a name that does not resolve.

/// Handshakes through OpenSSL, one SSL_CTX a thread. An operation is a connection and the proof of its acceptance.
[[nodiscard]] Result<model::LoadResult> run(const HandshakePlan& plan, const std::stop_token& stop);

/// HTTP/1.1 requests over the same connections. An operation is a request and its complete response. A connection that
/// ends is opened anew; an idempotent request that meets the end of a kept-alive connection is sent once more (RFC 9112
/// section 9.3.1), and its latency holds both. Handshakes are those of all connections, warm-up included.
[[nodiscard]] Result<model::LoadResult> run(const RestPlan& plan, const std::stop_token& stop);

/// Unary calls of gRPC C++, over TLS connections of ours. An operation is a call that ends OK. Handshakes are those of
/// all connections, warm-up included; the client's CPU is that of the whole process, whose threads gRPC uses.
[[nodiscard]] Result<model::LoadResult> run(const GrpcPlan& plan, const std::stop_token& stop);

// What a plan measures, in the words of reports.
[[nodiscard]] std::string describe(const HandshakePlan& plan);  ///< "tls1.3 resumed mutual"
[[nodiscard]] std::string describe(const RestPlan& plan);       ///< "tls1.3 one-way GET /v1/vector/collections"
[[nodiscard]] std::string describe(const GrpcPlan& plan);       ///< "plaintext grpc.health.v1.Health/Check"

}  // namespace tlsgauge::load
