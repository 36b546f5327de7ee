#include "bench/wire_handshake_bench.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <vector>

#include "bench/wire_rig.hpp"
#include "core/file.hpp"

namespace tlsgauge::bench {
namespace {

/// How our client convinces itself of a server.
struct Proof {
  std::string_view name;
  wire::Verification verification;
  bool remembers_chains;
};

constexpr auto kProofs = std::to_array<Proof>({
    {"verify-all", wire::Verification::every_time, false},
    {"read-once", wire::Verification::every_time, true},  // and verified as often as the first
    {"leaf-remembered", wire::Verification::chain_once, true},
    {"verify-nothing", wire::Verification::never, false},
});

/// OpenSSL's client, and ours twice, each before the same server.
struct Rigs {
  HandshakeRig openssl;
  WireRig fresh;
  WireRig pooled;
};

Result<Rigs> make_rigs(const HandshakeKind& kind, const Proof& proof) {
  const auto directory = core::TemporaryDirectory::make();
  if (!directory.ok()) return directory.status();
  const auto files = directory->path() / "tls";
  if (const auto made = pki::generate(files, {.key = kind.key}); !made.ok()) return made.status();
  auto openssl = HandshakeRig::make(kind, files);
  if (!openssl.ok()) return openssl.status();
  auto fresh = WireRig::make(
      kind, {.verification = proof.verification, .remembers_chains = proof.remembers_chains, .pooled_shares = false},
      files, *openssl);
  if (!fresh.ok()) return fresh.status();
  auto pooled = WireRig::make(
      kind, {.verification = proof.verification, .remembers_chains = proof.remembers_chains, .pooled_shares = true},
      files, *openssl);
  if (!pooled.ok()) return pooled.status();
  return Rigs{*std::move(openssl), *std::move(fresh), *std::move(pooled)};
}

/// What each handshake of a client cost.
class Costs {
 public:
  /// @return what kept a handshake from being one.
  [[nodiscard]] Status add(const Result<SideCosts>& handshake) {
    if (!handshake.ok()) return handshake.status();
    client_ns_.push_back(static_cast<double>(handshake->client.count()));
    return absl::OkStatus();
  }

  /// A neighbour of this machine spoils some rounds; the median does not notice.
  [[nodiscard]] double median() {
    const auto middle = client_ns_.begin() + static_cast<std::ptrdiff_t>(client_ns_.size() / 2);
    std::ranges::nth_element(client_ns_, middle);
    return *middle;
  }

 private:
  std::vector<double> client_ns_;
};

void compare(benchmark::State& state, const HandshakeKind& kind, const Proof& proof) {
  const auto rigs = make_rigs(kind, proof);
  if (!rigs.ok()) {
    state.SkipWithError(message(rigs.status()).c_str());
    return;
  }
  Costs openssl;
  Costs fresh;
  Costs pooled;
  for ([[maybe_unused]] auto round : state) {
    const std::array outcomes{openssl.add(rigs->openssl.shake_hands()), fresh.add(rigs->fresh.shake_hands()),
                              pooled.add(rigs->pooled.shake_hands())};
    const auto failed = std::ranges::find_if(outcomes, [](const Status& each) { return !each.ok(); });
    if (failed == outcomes.end()) continue;
    state.SkipWithError(message(*failed).c_str());
    return;
  }
  state.counters["openssl_ns"] = openssl.median();
  state.counters["fresh_ns"] = fresh.median();
  state.counters["pooled_ns"] = pooled.median();
  state.counters["fresh"] = fresh.median() / openssl.median();
  state.counters["pooled"] = pooled.median() / openssl.median();
}

void register_kind(const HandshakeKind& kind) {
  for (const auto& proof : kProofs) {
    // A resumed session is proven by its secret: there is no certificate to verify.
    if (kind.resumed && &proof != kProofs.data()) continue;
    const auto title = "wire/" + kind.name() + (kind.resumed ? std::string{} : "/" + std::string{proof.name});
    benchmark::RegisterBenchmark(title.c_str(), [kind, proof](benchmark::State& state) {
      compare(state, kind, proof);
    })->Unit(benchmark::kMicrosecond);
  }
}

}  // namespace

void register_wire_handshakes() {
  for (const auto version : {model::TlsVersion::tls1_2, model::TlsVersion::tls1_3}) {
    for (const auto key : {pki::KeyKind::rsa_2048, pki::KeyKind::ec_p256}) {
      for (const bool mutual : {false, true}) {
        for (const bool resumed : {false, true})
          register_kind({.version = version, .key = key, .mutual = mutual, .resumed = resumed});
      }
    }
  }
}

}  // namespace tlsgauge::bench
