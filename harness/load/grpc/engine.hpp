#pragma once

#include <memory>

#include "load/connection.hpp"
#include "load/engine.hpp"
#include "load/plan.hpp"

namespace tlsgauge::load {

/// Unary calls of gRPC C++ on `connections` connections, with the plan's number of calls in flight on each. A
/// connection is opened by the first operation that wants it. When it has ended, or a call on it has failed in a way
/// that leaves no hope for others, it gets no further calls, and the next operation opens it anew.
[[nodiscard]] std::unique_ptr<Engine> grpc_engine(const GrpcPlan& plan, const ConnectionSettings& settings,
                                                  std::uint32_t connections);

}  // namespace tlsgauge::load
