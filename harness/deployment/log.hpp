#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tlsgauge::deployment {

/// The line of `text` that tells why a program ended: a panic, else the last line that speaks of an error, else the
/// last line; shortened to 300 bytes, without stack traces. Empty where there is nothing.
[[nodiscard]] std::string telling_line(const std::string& text);

/// Reads a log file while somebody appends to it.
class LogFollower {
 public:
  /// Begins at the present end of `file`, which need not exist yet: earlier starts are not read again.
  explicit LogFollower(std::filesystem::path file);

  /// The complete lines that were appended since the last call, at most 1 MiB of them.
  [[nodiscard]] std::vector<std::string> new_lines();

  /// The telling line of everything that was appended since the start.
  [[nodiscard]] std::string telling_line() const;

 private:
  std::filesystem::path file_;
  std::uintmax_t begin_;
  std::uintmax_t position_;
  std::string partial_;  // the line that has no end yet
};

}  // namespace tlsgauge::deployment
