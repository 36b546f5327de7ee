#pragma once

#include <string>
#include <vector>

#include "model/report.hpp"
#include "model/scenario.hpp"

namespace tlsgauge::runner {

/// Whose alerts a target sends, and how that is known.
struct Profile {
  std::string name;   ///< "openssl", "go-1.20", …; empty: undecided
  std::string basis;  ///< a clause for the report
};

/// The scenarios of `catalogue` by whose alerts TLS stacks can be told apart: those with the tag "calibration".
[[nodiscard]] std::vector<model::Scenario> calibration(const std::vector<model::Scenario>& catalogue);

/// The one profile whose alerts the calibration's `results` show. Each of its cases must have brought such an alert, or
/// got in where the stack is known to let it in; a connection that ends without an alert says nothing. Undecided where
/// no profile fits, or several do.
[[nodiscard]] Profile infer_profile(const std::vector<model::ScenarioResult>& results);

}  // namespace tlsgauge::runner
