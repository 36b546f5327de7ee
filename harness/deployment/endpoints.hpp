#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "model/topology.hpp"

namespace tlsgauge::deployment {

/// Where a running target listens.
using Endpoints = std::map<model::Port, model::Endpoint>;

/// Port numbers to configure; 0 lets the server choose.
using PortNumbers = std::map<model::Port, std::uint16_t>;

[[nodiscard]] inline std::optional<model::Endpoint> find(const Endpoints& endpoints, model::Port port) {
  const auto found = endpoints.find(port);
  return found == endpoints.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace tlsgauge::deployment
