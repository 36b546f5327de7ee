#pragma once

#include <memory>
#include <string>

#include "core/clock.hpp"
#include "model/exchange.hpp"

namespace grpc {
class Channel;
}

namespace tlsgauge::probe {

/// How the calls of a gRPC exchange ended: the first that failed, or the last.
struct CallEnd {
  int code = 0;  ///< gRPC status code
  std::string message;
  int milvus_code = 0;     ///< error code inside the answer of a call that succeeded
  bool from_peer = false;  ///< the peer sent the status; otherwise gRPC made it up from what the transport did
};

/// Makes the calls of `calls` on `channel`, one after the other, until one fails; instead of Milvus' usual ones the one
/// that leaves the exchange's marker behind, where it has one.
[[nodiscard]] CallEnd make_calls(const std::shared_ptr<grpc::Channel>& channel, model::GrpcCalls calls,
                                 const model::Exchange& exchange, const core::Deadline& deadline);

}  // namespace tlsgauge::probe
