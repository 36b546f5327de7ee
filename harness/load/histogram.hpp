#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tlsgauge::load {

/// A histogram of durations in the layout of HdrHistogram: log-linear buckets that keep three significant digits from
/// one nanosecond to an hour, so that percentiles of a run, and of several runs added up, are exact to 0.1 %. Recording
/// is a shift and an increment; nothing is allocated after construction.
class Histogram {
 public:
  using Nanoseconds = std::chrono::nanoseconds;

  Histogram();

  /// Counts `value`; what is below one nanosecond counts as one, what is above an hour as an hour.
  void record(Nanoseconds value) noexcept;
  /// Adds the counts of `other`.
  void add(const Histogram& other) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept { return total_; }
  /// The smallest value that at least `percent` of all values do not exceed; zero when empty.
  [[nodiscard]] Nanoseconds percentile(double percent) const noexcept;
  [[nodiscard]] Nanoseconds max() const noexcept;

  /// HdrHistogram's V2 encoding, compressed, in base64: what its Java, C, Go and Python libraries read.
  [[nodiscard]] std::string encode() const;

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
};

}  // namespace tlsgauge::load
