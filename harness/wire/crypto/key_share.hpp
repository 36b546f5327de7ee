#pragma once

#include <optional>

#include "core/result.hpp"
#include "model/codepoint.hpp"
#include "tls/handles.hpp"
#include "wire/crypto/random.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// An ephemeral key pair for (EC)DHE: X25519, P-256, P-384, P-521, and X25519MLKEM768 where libcrypto has it.
class KeyShare {
 public:
  /// @return Unimplemented for a group that libcrypto cannot do.
  [[nodiscard]] static Result<KeyShare> make(model::NamedGroup group, Random& random);

  [[nodiscard]] model::NamedGroup group() const noexcept { return group_; }
  /// As it stands in a KeyShareEntry (RFC 8446 section 4.2.8.2) or ECPoint (RFC 8422 section 5.4).
  [[nodiscard]] View public_key() const noexcept { return public_; }
  /// The shared secret (RFC 8446 section 7.4.2).
  /// @return nothing where `peer` is no valid share of the group: a wrong size, a point off the curve, a secret of
  /// zeros.
  [[nodiscard]] std::optional<Octets> agree(View peer) const;

 private:
  KeyShare(model::NamedGroup group, tls::Key key, Octets public_key);
  model::NamedGroup group_;
  tls::Key key_;
  Octets public_;
};

/// Octets of a share of `group`, 0 where the group is unknown: for a hello that offers what we cannot do.
[[nodiscard]] std::size_t share_size(model::NamedGroup group);

}  // namespace tlsgauge::wire
