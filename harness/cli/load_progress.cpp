#include "cli/load_progress.hpp"

#include <unistd.h>

#include <iomanip>
#include <iostream>
#include <sstream>

namespace tlsgauge::cli {
namespace {

constexpr std::chrono::seconds kBetweenLines{5};

std::string text_of(const load::Progress& progress) {
  if (progress.warming_up) return "warming up";
  const auto seconds = std::chrono::duration<double>(progress.measured).count();
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << seconds << " of "
       << std::chrono::duration<double>(progress.duration).count() << " s  " << progress.completed << " completed";
  if (progress.failed > 0) text << "  " << progress.failed << " failed";
  if (seconds > 0)
    text << "  " << std::setprecision(0) << static_cast<double>(progress.completed) / seconds << " per second";
  return text.str();
}

}  // namespace

LoadProgress::LoadProgress(bool quiet)
    : quiet_{quiet},
      terminal_{::isatty(STDERR_FILENO) == 1},
      next_line_{std::chrono::steady_clock::now() + kBetweenLines} {}

void LoadProgress::show(const load::Progress& progress) {
  if (quiet_) return;
  if (terminal_) {
    std::cerr << "\r\x1b[K" << text_of(progress) << std::flush;
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now < next_line_) return;
  next_line_ = now + kBetweenLines;
  std::cerr << text_of(progress) << "\n";
}

void LoadProgress::finish() const {
  if (!quiet_ && terminal_) std::cerr << "\r\x1b[K" << std::flush;
}

}  // namespace tlsgauge::cli
