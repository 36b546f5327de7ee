#include <absl/strings/escaping.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "fuzz.hpp"
#include "load/histogram.hpp"

// The HdrHistogram V2 encoding of reports. The harness writes it and never reads it, so the reader here is the target's
// own: what it finds in the encoding must be what was recorded. The input is durations of eight octets each.

namespace {

using namespace tlsgauge;
using std::chrono::nanoseconds;

/// Takes numbers in network order from the front of octets.
class Octets {
 public:
  explicit Octets(std::string_view octets) : rest_{octets} {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  std::uint8_t octet() {
    fuzz::require(!rest_.empty(), "an encoding is as long as it says");
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }

  std::uint64_t number(int octets) {
    std::uint64_t value = 0;
    for (; octets > 0; --octets) value = value << 8U | octet();
    return value;
  }

  /// ZigZag LEB128 in at most nine octets.
  std::int64_t zig_zag() {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 9; ++i) {
      const std::uint64_t next = octet();
      bits |= (i == 8 ? next : next & 0x7fU) << (7 * i);
      if (i == 8 || (next & 0x80U) == 0) break;
    }
    return static_cast<std::int64_t>(bits >> 1U) ^ -static_cast<std::int64_t>(bits & 1U);
  }

 private:
  std::string_view rest_;
};

std::string decompressed(const std::string& encoded) {
  std::string bytes;
  fuzz::require(absl::Base64Unescape(encoded, &bytes), "an encoding is base64");
  Octets header{bytes};
  fuzz::require(header.number(4) == 0x1c849314, "the cookie is that of a compressed V2 histogram");
  fuzz::require(header.number(4) == bytes.size() - 8, "the length is that of what follows");
  std::string plain(1U << 20U, '\0');
  uLongf size = plain.size();
  const auto* from = reinterpret_cast<const Bytef*>(bytes.data()) + 8;
  const int result = ::uncompress(reinterpret_cast<Bytef*>(plain.data()), &size, from, bytes.size() - 8);
  fuzz::require(result == Z_OK, "the payload is zlib's");
  plain.resize(size);
  return plain;
}

/// How many values the encoding counts.
std::uint64_t count_in(const std::string& plain) {
  Octets in{plain};
  fuzz::require(in.number(4) == 0x1c849313, "the cookie is that of a V2 histogram");
  fuzz::require(in.number(4) == plain.size() - 40, "the length is that of the counts");
  fuzz::require(in.number(4) == 0 && in.number(4) == 3, "no offset, three significant digits");
  fuzz::require(in.number(8) == 1 && in.number(8) == 3'600'000'000'000, "from a nanosecond to an hour");
  (void)in.number(8);  // 1.0
  std::uint64_t total = 0;
  while (!in.empty()) {
    const auto count = in.zig_zag();
    if (count > 0) total += static_cast<std::uint64_t>(count);
  }
  return total;
}

void require_percentiles(const load::Histogram& histogram, std::vector<std::int64_t> values) {
  if (values.empty()) return;
  std::ranges::sort(values);
  for (const double percent : {0.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
    const auto rank = std::max<double>(1, std::ceil(percent / 100 * static_cast<double>(values.size()) - 1e-6));
    const auto exact = values[static_cast<std::size_t>(rank) - 1];
    const auto shown = histogram.percentile(percent).count();
    fuzz::require(shown >= exact && shown - exact <= exact / 1000, "a percentile is exact to three digits");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  load::Histogram first, second, whole;
  std::vector<std::int64_t> values;
  for (std::size_t at = 0; at + sizeof(std::int64_t) <= size; at += sizeof(std::int64_t)) {
    std::int64_t value = 0;
    std::memcpy(&value, data + at, sizeof value);
    whole.record(nanoseconds{value});
    (at % 16 == 0 ? first : second).record(nanoseconds{value});
    values.push_back(std::clamp<std::int64_t>(value, 1, 3'600'000'000'000));
  }
  fuzz::require(whole.count() == values.size(), "every value is counted");
  require_percentiles(whole, values);
  const auto encoded = whole.encode();
  fuzz::require(count_in(decompressed(encoded)) == values.size(), "every value is in the encoding");
  first.add(second);
  fuzz::require(first.encode() == encoded, "two parts added up are the whole");
  return 0;
}
