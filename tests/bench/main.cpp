#include <benchmark/benchmark.h>

#include "bench/handshake_bench.hpp"

int main(int argc, char** argv) {
  tlsgauge::bench::register_handshakes();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
