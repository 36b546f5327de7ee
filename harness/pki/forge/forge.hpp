#pragma once

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/recipe.hpp"
#include "pki/authority.hpp"
#include "pki/forge/key_ring.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// What recipes build upon, by the names that they use.
struct Ground {
  Authority authority;              ///< "ca"; its key may be null where its operator keeps it
  std::optional<Authority> server;  ///< "server"; its key may be null
};

/// Loads ca.pem, and ca.key, server.pem and server.key where they are there.
/// @return NotFound without ca.pem; InvalidArgument when a file is damaged, or a key is not its certificate's.
[[nodiscard]] Result<Ground> load_ground(const std::filesystem::path& directory);

/// A forged chain, and the key that its sender proves possession with (or, of another certificate, pretends to).
struct Forged {
  std::vector<model::Octets> chain;  ///< DER or what the recipe made of it, in the order of sending
  tls::Key key;
  std::vector<model::Octets> lists{};  ///< revocation lists for the server
};

/// Makes what `recipe` describes. `now` is the moment that its validities count from.
/// @return Unimplemented where the ground lacks a key, or the recipe says why it cannot be made; InvalidArgument that
/// names the certificate and the part of the recipe which cannot be.
[[nodiscard]] Result<Forged> forge(const model::Recipe& recipe, const Ground& ground, KeyRing& keys, std::time_t now);

/// Writes `forged` into `directory`, which is created (0700): chain.pem, key.pem (0600), crl.pem where it has
/// revocation lists.
[[nodiscard]] Status write_pem(const Forged& forged, const std::filesystem::path& directory);

/// Adds the chain as 0.der, 1.der, …, the client's own first.
[[nodiscard]] Status write_der(const Forged& forged, const std::filesystem::path& directory);

}  // namespace tlsgauge::pki
