#pragma once

#include <cstdint>
#include <string>

#include "model/report.hpp"

namespace tlsgauge::runner {

/// Ticks that the machine's processors have counted since it started.
struct CpuTimes {
  std::uint64_t all = 0;
  std::uint64_t steal = 0;  ///< wanted, and given to other machines of the same host

  [[nodiscard]] static CpuTimes now();
};

/// How much of the machine's CPU time since then was stolen, in percent.
[[nodiscard]] double steal_percent(const CpuTimes& since);

/// The machine and the libraries, as a report names them; `network` is "host" or "own namespace". `steal_percent` is
/// left zero: it is known at the end.
[[nodiscard]] model::Environment describe_environment(const std::string& network);

/// The commit of the sources that this program was built from, as the launcher found it; empty: unknown.
[[nodiscard]] std::string source_commit();

}  // namespace tlsgauge::runner
