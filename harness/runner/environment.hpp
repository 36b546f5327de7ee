#pragma once

#include <string>

#include "model/report.hpp"

namespace tlsgauge::runner {

/// The machine and the libraries, as a report names them; `network` is "host" or "own namespace".
[[nodiscard]] model::Environment describe_environment(const std::string& network);

}  // namespace tlsgauge::runner
