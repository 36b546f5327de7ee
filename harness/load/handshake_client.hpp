#pragma once

#include <array>
#include <memory>
#include <string>

#include "load/client.hpp"

namespace tlsgauge::load {

/// A client whose every operation is a connection: TCP, the handshake, and the proof that the plan asks for.
[[nodiscard]] std::unique_ptr<Client> handshake_client(const ConnectionSettings& settings, const HandshakePlan& plan,
                                                       const Registration& registration);

}  // namespace tlsgauge::load
