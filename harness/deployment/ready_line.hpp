#pragma once

#include <string_view>

#include "core/result.hpp"
#include "deployment/endpoints.hpp"

namespace tlsgauge::deployment {

/// What a target's line begins with when it listens.
inline constexpr std::string_view kReadyMark = "READY ";

/// Parses "READY grpc=127.0.0.1:19530 rest=127.0.0.1:8080 …". The names are those of model::name(Port); a name that is
/// unknown here is passed over, so that a target may grow ports.
/// @return InvalidArgument that quotes what cannot be read, or that says that it names no endpoint.
[[nodiscard]] Result<Endpoints> parse_ready_line(std::string_view line);

}  // namespace tlsgauge::deployment
