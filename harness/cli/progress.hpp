#pragma once

#include <cstddef>
#include <string>

#include "model/report.hpp"

namespace tlsgauge::cli {

/// Shows on stderr how far a run is: a bar on a terminal, plain lines elsewhere. Not thread-safe.
class ProgressDisplay {
 public:
  ProgressDisplay(std::size_t total, bool quiet);

  void group(const std::string& topology, std::size_t scenarios);
  void result(const model::ScenarioResult& result);
  /// Takes the bar away.
  void finish();

 private:
  void draw(const std::string& what) const;

  std::size_t total_;
  std::size_t done_ = 0;
  bool quiet_;
  bool terminal_;
};

}  // namespace tlsgauge::cli
