#pragma once

#include <chrono>

#include "load/plan.hpp"

namespace tlsgauge::cli {

/// Shows on stderr how far a load is: a line that is drawn anew on a terminal, a line now and then elsewhere.
class LoadProgress {
 public:
  explicit LoadProgress(bool quiet);

  void show(const load::Progress& progress);
  /// Takes the line away.
  void finish() const;

 private:
  bool quiet_;
  bool terminal_;
  std::chrono::steady_clock::time_point next_line_;
};

}  // namespace tlsgauge::cli
