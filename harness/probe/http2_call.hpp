#pragma once

#include <string>

#include "model/identity.hpp"

namespace tlsgauge::probe {

/// A gRPC call.
struct FirstCall {
  std::string path;     ///< "/grpc.health.v1.Health/Check"
  std::string message;  ///< the request, as protobuf writes it
  const model::Identity& client;
  bool plaintext = false;
};

/// The call as the first bytes of an HTTP/2 connection (RFC 9113 section 3.4): the preface, SETTINGS and the whole
/// request, which waits for no word of the server.
[[nodiscard]] std::string first_call(const FirstCall& call);

}  // namespace tlsgauge::probe
