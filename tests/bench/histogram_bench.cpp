#include <benchmark/benchmark.h>

#include <array>
#include <random>

#include "load/histogram.hpp"

namespace tlsgauge::bench {
namespace {

using load::Histogram;

/// Latencies as a load has them: most around a millisecond, some far above.
const std::array<std::chrono::nanoseconds, 4096>& latencies() {
  static const auto values = [] {
    std::array<std::chrono::nanoseconds, 4096> made{};
    std::mt19937_64 random{1};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same values each time
    std::lognormal_distribution<double> latency{13.8, 1};
    for (auto& value : made) value = std::chrono::nanoseconds{static_cast<std::int64_t>(latency(random))};
    return made;
  }();
  return values;
}

Histogram filled() {
  Histogram histogram;
  for (const auto value : latencies()) histogram.record(value);
  return histogram;
}

void record(benchmark::State& state) {
  Histogram histogram;
  std::size_t i = 0;
  for ([[maybe_unused]] auto iteration : state) histogram.record(latencies()[i++ % latencies().size()]);
  benchmark::DoNotOptimize(histogram.count());
}

void percentile(benchmark::State& state) {
  const auto histogram = filled();
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(histogram.percentile(99));
}

void encode(benchmark::State& state) {
  const auto histogram = filled();
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(histogram.encode());
}

BENCHMARK(record)->Name("histogram/record");
BENCHMARK(percentile)->Name("histogram/percentile");
BENCHMARK(encode)->Name("histogram/encode");

}  // namespace
}  // namespace tlsgauge::bench
