#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/descriptor.hpp"
#include "core/result.hpp"
#include "model/topology.hpp"

namespace tlsgauge::deployment {

/// Opens a TCP connection to the first address of `endpoint` that accepts one. Speaks no TLS, so a server with a
/// deliberately broken certificate still counts as there.
/// @return Unavailable that names the endpoint and the last error.
[[nodiscard]] Result<core::Descriptor> connect_to(const model::Endpoint& endpoint, const core::Deadline& deadline);

/// The status code of a plain HTTP GET; nothing when there is no answer that begins like one.
[[nodiscard]] std::optional<int> http_status(const model::Endpoint& endpoint, const std::string& path,
                                             const core::Deadline& deadline);

/// True when a listener could be bound to `port` on every IPv4 address.
[[nodiscard]] bool port_is_free(std::uint16_t port);

}  // namespace tlsgauge::deployment
