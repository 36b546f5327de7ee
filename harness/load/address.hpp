#pragma once

#include <sys/socket.h>

#include "core/result.hpp"
#include "model/topology.hpp"

namespace tlsgauge::load {

/// An address to connect to, resolved once for all connections.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// The first address of `endpoint`. @return Unavailable when its name does not resolve.
[[nodiscard]] Result<Address> resolve(const model::Endpoint& endpoint);

}  // namespace tlsgauge::load
