#include <benchmark/benchmark.h>

#include "bench/handshake_bench.hpp"
#include "bench/wire_handshake_bench.hpp"

int main(int argc, char** argv) {
  tlsgauge::bench::register_handshakes();
  tlsgauge::bench::register_wire_handshakes();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
