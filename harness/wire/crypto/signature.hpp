#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/result.hpp"
#include "model/codepoint.hpp"
#include "model/script.hpp"
#include "tls/handles.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// What a signature has otherwise than its scheme, where the scheme has it at all.
struct SignatureFlaws {
  std::optional<std::size_t> salt{};      ///< octets of RSASSA-PSS's salt
  std::optional<model::MaskHash> mask{};  ///< of RSASSA-PSS
  bool unreduced = false;                 ///< S of Ed25519 or Ed448 plus the order of the group
};

/// Signs `content` (RFC 8446 section 4.2.3's schemes, TLS 1.2's of RFC 5246 section 7.4.1.4.1 among them). The scheme
/// is taken at its word where the key allows it at all: an RSA key signs by any RSA scheme, whatever its certificate
/// says; an ECDSA scheme gives the hash, and the key the curve.
/// @return Unimplemented where key and scheme do not go together, or the key is too short for the salt.
[[nodiscard]] Result<Octets> sign(const tls::Key& key, model::SignatureScheme scheme, View content,
                                  const SignatureFlaws& flaws = {});

/// True where `signature` is `key`'s over `content`, by `scheme`. An ECDSA scheme of TLS 1.3 names its curve, and a
/// key on another one does not satisfy it; TLS 1.2's do not (`any_curve`).
[[nodiscard]] bool verify(const tls::Key& key, model::SignatureScheme scheme, View content, View signature,
                          bool any_curve);

/// The schemes by which `key` can sign, the best first: what a client chooses from. Of ECDSA's, where the key's curve
/// has one of its own, that one and SHA-1's only, for TLS 1.3 allows no other pair of curve and hash.
[[nodiscard]] std::vector<model::SignatureScheme> schemes_of(const tls::Key& key);

}  // namespace tlsgauge::wire
