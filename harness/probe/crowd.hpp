#pragma once

#include <vector>

#include "core/clock.hpp"
#include "core/descriptor.hpp"
#include "model/exchange.hpp"

namespace tlsgauge::probe {

/// Connections that are kept, and closed in the end.
using Crowd = std::vector<core::Descriptor>;

/// Connects `clients` times; each sends the beginning of a ClientHello and no more. Fewer come where the peer takes no
/// more, this process may have no more descriptors, or half of the time until `deadline` has passed: whoever comes next
/// finds that out.
[[nodiscard]] Crowd gather_crowd(const model::Endpoint& endpoint, unsigned clients, const core::Deadline& deadline);

}  // namespace tlsgauge::probe
