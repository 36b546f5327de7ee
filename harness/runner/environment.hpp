#pragma once

#include <string>

#include "model/report.hpp"

namespace tlsgauge::runner {

/// The machine and the libraries, as a report names them; `network` is "host" or "own namespace".
[[nodiscard]] model::Environment describe_environment(const std::string& network);

/// The commit of the sources that this program was built from, as the launcher found it; empty: unknown.
[[nodiscard]] std::string source_commit();

}  // namespace tlsgauge::runner
