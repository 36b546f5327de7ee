#pragma once

#include <vector>

#include "model/scenario.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {

/// Parses one entry of a scenario file, its variants already applied and the file's defaults merged into it.
[[nodiscard]] model::Scenario parse_scenario(Reader& entry);

/// Parses an optional list of names of alerts.
[[nodiscard]] std::vector<model::Alert> parse_alerts(Reader& at, const std::string& key);

/// Merges the file's defaults ("topology", "client", "exchange", "expect", "vary") into `entry` and expands its "vary"
/// into one entry a combination. Each result has its whole id, `group` in front and "@variant+variant" behind.
[[nodiscard]] std::vector<Json> expand(const Json& defaults, Reader& entry, const std::string& group);

}  // namespace tlsgauge::scenario
