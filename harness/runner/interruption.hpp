#pragma once

#include <stop_token>
#include <thread>

namespace tlsgauge::runner {

/// Turns SIGINT and SIGTERM into a stop request, for as long as it lives; a second one ends the process at once. Make
/// it before other threads start: they inherit the blocked signals.
class Interruption {
 public:
  Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread watcher_;
};

}  // namespace tlsgauge::runner
