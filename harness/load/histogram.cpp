#include "load/histogram.hpp"

#include <absl/strings/escaping.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace tlsgauge::load {
namespace {

// HdrHistogram's parameters for lowest = 1, three significant digits: 2 * 10^3 values, rounded up to a power of two, in
// the first bucket; each further bucket holds half as many, each twice as wide.
constexpr std::int64_t kLowest = 1;
constexpr std::int64_t kHighest = 3'600'000'000'000;  // an hour in nanoseconds
constexpr std::int32_t kSignificantDigits = 3;
constexpr unsigned kHalfMagnitude = 10;
constexpr std::size_t kHalfCount = std::size_t{1} << kHalfMagnitude;
constexpr std::uint64_t kSubBucketMask = 2 * kHalfCount - 1;

constexpr std::size_t bucket_of(std::uint64_t value) {
  return std::bit_width(value | kSubBucketMask) - (kHalfMagnitude + 1);
}

constexpr std::size_t index_of(std::uint64_t value) {
  const auto bucket = bucket_of(value);
  const auto sub_bucket = value >> bucket;
  return ((bucket + 1) << kHalfMagnitude) + sub_bucket - kHalfCount;
}

constexpr std::size_t kCounts = ((bucket_of(kHighest) + 1) << kHalfMagnitude) + kHalfCount;

/// The largest value that is counted at `index`.
std::uint64_t highest_at(std::size_t index) {
  const auto row = index >> kHalfMagnitude;
  const auto column = index & (kHalfCount - 1);
  if (row == 0) return column;
  const auto bucket = row - 1;
  return ((column + kHalfCount + 1) << bucket) - 1;
}

/// Bytes in network order.
class Writer {
 public:
  template <class T>
  void number(T value) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (auto shift = 8 * sizeof(T); shift > 0; shift -= 8) bytes_ += static_cast<char>(bits >> (shift - 8));
  }

  /// ZigZag LEB128 of at most nine bytes, the ninth of which carries eight bits.
  void zig_zag(std::int64_t value) {
    auto bits = (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
    for (int i = 0; i < 8 && bits > 0x7f; ++i, bits >>= 7U) bytes_ += static_cast<char>((bits & 0x7f) | 0x80);
    bytes_ += static_cast<char>(bits);
  }

  void bytes(const std::string& bytes) { bytes_ += bytes; }
  [[nodiscard]] const std::string& get() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Counts up to the last that is not zero; a run of zeros is one negative number.
std::string encode_counts(const std::vector<std::uint64_t>& counts) {
  const auto last = std::find_if(counts.rbegin(), counts.rend(), [](std::uint64_t count) { return count != 0; });
  Writer writer;
  std::int64_t zeros = 0;
  for (auto count = counts.begin(); count != last.base(); ++count) {
    if (*count == 0) {
      ++zeros;
      continue;
    }
    if (zeros > 0) writer.zig_zag(-zeros);
    zeros = 0;
    writer.zig_zag(static_cast<std::int64_t>(*count));
  }
  return writer.get();
}

std::string deflated(const std::string& bytes) {
  auto size = ::compressBound(bytes.size());
  std::string result(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(result.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
             bytes.size());
  result.resize(size);
  return result;
}

}  // namespace

Histogram::Histogram() : counts_(kCounts) {}

void Histogram::record(Nanoseconds value) noexcept {
  const auto clamped = std::clamp<std::int64_t>(value.count(), kLowest, kHighest);
  ++counts_[index_of(static_cast<std::uint64_t>(clamped))];
  ++total_;
}

void Histogram::add(const Histogram& other) noexcept {
  for (std::size_t i = 0; i < kCounts; ++i) counts_[i] += other.counts_[i];
  total_ += other.total_;
}

Histogram::Nanoseconds Histogram::percentile(double percent) const noexcept {
  constexpr double kRounding = 1e-6;  // 99.9 % of 1000 is 999, whatever the product of two doubles says
  const auto due = static_cast<std::uint64_t>(std::ceil(percent / 100 * static_cast<double>(total_) - kRounding));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kCounts; ++i) {
    seen += counts_[i];
    if (seen >= std::max<std::uint64_t>(due, 1)) return Nanoseconds{highest_at(i)};
  }
  return Nanoseconds::zero();
}

Histogram::Nanoseconds Histogram::max() const noexcept { return percentile(100); }

std::string Histogram::encode() const {
  constexpr std::int32_t kCookie = 0x1c849303 | 0x10;
  constexpr std::int32_t kCompressedCookie = 0x1c849304 | 0x10;
  const auto counts = encode_counts(counts_);
  Writer plain;
  plain.number(kCookie);
  plain.number(static_cast<std::int32_t>(counts.size()));
  plain.number(std::int32_t{0});  // normalizing index offset
  plain.number(kSignificantDigits);
  plain.number(kLowest);
  plain.number(kHighest);
  plain.number(std::bit_cast<std::uint64_t>(1.0));  // integer to double conversion ratio
  plain.bytes(counts);

  const auto compressed = deflated(plain.get());
  Writer whole;
  whole.number(kCompressedCookie);
  whole.number(static_cast<std::int32_t>(compressed.size()));
  whole.bytes(compressed);
  return absl::Base64Escape(whole.get());
}

}  // namespace tlsgauge::load
