#pragma once

#include "model/script.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {

/// Parses the section "wire" of a scenario; scenarios/README.md describes it.
[[nodiscard]] model::Script parse_script(Reader at);

}  // namespace tlsgauge::scenario
