#include "bench/handshake_bench.hpp"

#include <benchmark/benchmark.h>

#include "bench/handshake_rig.hpp"

namespace tlsgauge::bench {
namespace {

void handshake(benchmark::State& state, const HandshakeKind& kind) {
  const auto rig = HandshakeRig::make(kind);
  if (!rig.ok()) {
    state.SkipWithError(message(rig.status()).c_str());
    return;
  }
  SideCosts sum;
  for ([[maybe_unused]] auto iteration : state) {
    const auto costs = rig->shake_hands();
    if (!costs.ok()) {
      state.SkipWithError(message(costs.status()).c_str());
      return;
    }
    sum.client += costs->client;
    sum.server += costs->server;
  }
  using benchmark::Counter;
  state.counters["client_cpu_ns"] = Counter(static_cast<double>(sum.client.count()), Counter::kAvgIterations);
  state.counters["server_cpu_ns"] = Counter(static_cast<double>(sum.server.count()), Counter::kAvgIterations);
}

}  // namespace

void register_handshakes() {
  for (const auto version : {model::TlsVersion::tls1_2, model::TlsVersion::tls1_3}) {
    for (const auto key : {pki::KeyKind::rsa_2048, pki::KeyKind::ec_p256}) {
      for (const bool mutual : {false, true}) {
        for (const bool resumed : {false, true}) {
          const HandshakeKind kind{.version = version, .key = key, .mutual = mutual, .resumed = resumed};
          benchmark::RegisterBenchmark(("handshake/" + kind.name()).c_str(), [kind](benchmark::State& state) {
            handshake(state, kind);
          })->Unit(benchmark::kMicrosecond);
        }
      }
    }
  }
}

}  // namespace tlsgauge::bench
