#include "cli/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace tlsgauge::cli {

ProgressDisplay::ProgressDisplay(std::size_t total, bool quiet)
    : total_{total}, quiet_{quiet}, terminal_{::isatty(STDERR_FILENO) == 1} {}

void ProgressDisplay::draw(const std::string& what) const {
  constexpr std::size_t kWidth = 20;
  const auto filled = total_ == 0 ? kWidth : done_ * kWidth / total_;
  std::cerr << "\r\x1b[K[" << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] " << done_ << "/"
            << total_ << "  " << what.substr(0, 80) << std::flush;
}

void ProgressDisplay::group(const std::string& topology, std::size_t scenarios) {
  if (quiet_) return;
  if (terminal_) {
    draw("starting: " + topology);
  } else {
    std::cerr << "== " << topology << " (" << scenarios << " scenarios)\n";
  }
}

void ProgressDisplay::result(const model::ScenarioResult& result) {
  ++done_;
  if (quiet_) return;
  if (terminal_) {
    draw(result.scenario.id);
  } else {
    std::cerr << "[" << done_ << "/" << total_ << "] " << model::name(result.verdict) << " " << result.scenario.id
              << "\n";
  }
}

void ProgressDisplay::finish() {
  if (terminal_ && !quiet_) std::cerr << "\r\x1b[K" << std::flush;
}

}  // namespace tlsgauge::cli
