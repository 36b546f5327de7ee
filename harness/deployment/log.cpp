#include "deployment/log.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace tlsgauge::deployment {
namespace {

constexpr std::uintmax_t kMaxRead = 1U << 20U;

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

std::string read_range(const std::filesystem::path& file, std::uintmax_t begin, std::uintmax_t end) {
  std::ifstream in{file, std::ios::binary};
  in.seekg(static_cast<std::streamoff>(begin));
  std::string bytes(end - begin, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

enum class Weight { nothing, words, error, panic };

/// How much `line` tells about the end of a program. A Go program's panic is followed by a long list of goroutines.
Weight weigh(std::string_view line) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return Weight::nothing;
  if (line.starts_with("panic:") || line.starts_with("fatal error:")) return Weight::panic;
  std::string lower{line};
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr auto kErrorWords = std::to_array<std::string_view>({"error", "cannot", "failed", "fatal"});
  const bool speaks =
      std::ranges::any_of(kErrorWords, [&](auto word) { return lower.find(word) != std::string::npos; });
  return speaks ? Weight::error : Weight::words;
}

std::string shortened(std::string line) {
  constexpr std::size_t kLongest = 300;
  line.resize(std::min(line.find(" [stack="), line.size()));
  if (line.size() > kLongest) line = line.substr(0, kLongest) + "…";
  return line;
}

}  // namespace

std::string telling_line(const std::string& text) {
  std::istringstream lines{text};
  std::string best;
  auto best_weight = Weight::nothing;
  for (std::string line; std::getline(lines, line);) {
    const auto weight = weigh(line);
    if (weight == Weight::nothing || weight < best_weight) continue;
    best_weight = weight;
    best = line;
  }
  return shortened(best);
}

LogFollower::LogFollower(std::filesystem::path file)
    : file_{std::move(file)}, begin_{size_of(file_)}, position_{begin_} {}

std::vector<std::string> LogFollower::new_lines() {
  std::vector<std::string> lines;
  const auto end = std::min(size_of(file_), position_ + kMaxRead);
  if (end <= position_) return lines;
  partial_ += read_range(file_, position_, end);
  position_ = end;
  std::size_t start = 0;
  for (auto newline = partial_.find('\n'); newline != std::string::npos; newline = partial_.find('\n', start)) {
    lines.push_back(partial_.substr(start, newline - start));
    start = newline + 1;
  }
  partial_.erase(0, start);
  if (partial_.size() > kMaxRead) partial_.clear();  // no line of ours is that long
  return lines;
}

std::string LogFollower::telling_line() const {
  const auto end = size_of(file_);
  const auto from = std::max(begin_, end > kMaxRead ? end - kMaxRead : 0);
  return end > from ? deployment::telling_line(read_range(file_, from, end)) : std::string{};
}

}  // namespace tlsgauge::deployment
