#pragma once

#include <optional>
#include <string>

#include "model/topology.hpp"

namespace tlsgauge::deployment {

/// What `topology` asks for that milvus.yaml has no key for: only the reference server has options for it. Revocation
/// lists, which other targets may take, are not looked at.
/// @return a clause for the reason of a skip; nothing where milvus.yaml can say all of it.
[[nodiscard]] std::optional<std::string> beyond_milvus(const model::Topology& topology);

/// The same of a target that takes no revocation lists.
[[nodiscard]] std::optional<std::string> unenforced_revocation(const model::Topology& topology);

}  // namespace tlsgauge::deployment
