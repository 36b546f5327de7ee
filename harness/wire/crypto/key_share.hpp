#pragma once

#include <memory>
#include <optional>

#include "core/result.hpp"
#include "model/codepoint.hpp"
#include "wire/crypto/random.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// An ephemeral key pair for (EC)DHE: X25519, P-256, P-384 or P-521. OpenSSL 3.0 has no ML-KEM, so X25519MLKEM768 can
/// be offered (share_size()) and not agreed on.
class KeyShare {
 public:
  /// @return Unimplemented for any other group.
  [[nodiscard]] static Result<KeyShare> make(model::NamedGroup group, Random& random);
  /// The pair of a given private key: as RFC 7748 section 5 has it, or a scalar, the most significant octet first.
  /// @return InvalidArgument where it is none; Unimplemented as make().
  [[nodiscard]] static Result<KeyShare> of(model::NamedGroup group, View private_key);

  [[nodiscard]] model::NamedGroup group() const noexcept { return group_; }
  /// As it stands in a KeyShareEntry (RFC 8446 section 4.2.8.2) or ECPoint (RFC 8422 section 5.4).
  [[nodiscard]] View public_key() const noexcept { return public_; }
  /// The shared secret (RFC 8446 section 7.4.2).
  /// @return nothing where `peer` is no valid share of the group: a wrong size, a point off the curve, a secret of
  /// zeros.
  [[nodiscard]] std::optional<Octets> agree(View peer) const;

 private:
  struct Secret;  ///< the private key, as libcrypto works with it the fastest
  KeyShare(model::NamedGroup group, std::shared_ptr<const Secret> secret, Octets public_key);
  model::NamedGroup group_;
  std::shared_ptr<const Secret> secret_;  ///< copies of a share have it in common
  Octets public_;
};

/// Octets of a share of `group`, 0 where the group is unknown: for a hello that offers what we cannot do.
[[nodiscard]] std::size_t share_size(model::NamedGroup group);

}  // namespace tlsgauge::wire
