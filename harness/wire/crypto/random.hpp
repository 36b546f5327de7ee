#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// Where a client's random octets come from: hello randoms, session ids, private keys of key shares. One seed always
/// gives the same octets (ChaCha20, keyed with the seed), so that a run can be repeated; without one they are
/// OpenSSL's own. One thread at a time.
class Random {
 public:
  /// Octets that nobody can foresee.
  Random() = default;
  explicit Random(std::uint64_t seed);

  void fill(std::span<std::uint8_t> octets);
  [[nodiscard]] Octets octets(std::size_t count);

 private:
  bool seeded_ = false;
  std::uint64_t seed_ = 0;
  std::uint64_t block_ = 0;  ///< of ChaCha20's key stream, the next
};

}  // namespace tlsgauge::wire
