#pragma once

#include <string>

#include "model/comparison.hpp"

// The loads of a comparison, for the console.
namespace tlsgauge::report {

/// `value` with so many digits after the point.
[[nodiscard]] std::string decimal(double value, int digits);

/// "load tls1.3 full mutual: 3 of 500 handshakes failed (2 of 5 repeats in NEW are not valid)".
[[nodiscard]] std::string presence_line(const model::LoadChange& load);

/// "costlier        load tls1.3 full mutual: client CPU 1.26 [1.18, 1.35], 210.0 → 264.6 µs".
[[nodiscard]] std::string cost_line(const model::LoadChange& load, const model::CostChange& cost);

/// A row a load that both reports hold, with the ratios of its costs, and what a reader must know of them. Empty when
/// there is none.
[[nodiscard]] std::string load_table(const model::Comparison& comparison);

}  // namespace tlsgauge::report
