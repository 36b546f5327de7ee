#pragma once

#include <filesystem>
#include <memory>

#include "bench/handshake_rig.hpp"
#include "wire/client/settings.hpp"

namespace tlsgauge::bench {

/// What our client spares itself.
struct WireKind {
  wire::Verification verification = wire::Verification::every_time;
  bool remembers_chains = false;  ///< a chain that was read once is not read again
  bool pooled_shares = false;
};

/// Our own TLS in the place of OpenSSL's client, before the servers of a HandshakeRig.
class WireRig {
 public:
  /// Uses the files that `peer` was made with; `peer` outlives it.
  [[nodiscard]] static Result<WireRig> make(const HandshakeKind& kind, const WireKind& how,
                                            const std::filesystem::path& files, const HandshakeRig& peer);
  WireRig(WireRig&&) noexcept;
  WireRig& operator=(WireRig&&) noexcept;
  ~WireRig();

  /// As HandshakeRig::shake_hands(). The way of the octets into and out of the memory between the two counts for the
  /// client, as it does where OpenSSL's writes and reads them itself.
  [[nodiscard]] Result<SideCosts> shake_hands() const;

 private:
  struct State;
  explicit WireRig(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tlsgauge::bench
