#pragma once

#include <ctime>
#include <filesystem>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "model/recipe.hpp"
#include "pki/authority.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// Those that a revocation list is made with. Pointers are not null.
struct ListParents {
  const tls::Certificate* issuer;
  const tls::Key* signer;
  std::vector<const tls::Certificate*> revoked;
};

/// Makes a revocation list (RFC 5280 section 5) of version 2, with the issuer's key identifier and a number.
/// @return its DER, or what the recipe made of it.
[[nodiscard]] Result<model::Octets> forge_list(const model::RevocationListRecipe& recipe, const ListParents& parents,
                                               std::time_t now);

/// Writes lists into a PEM file.
[[nodiscard]] Status write_lists(std::span<const model::Octets> lists, const std::filesystem::path& file);

/// Writes into `file` the correct list by which the CA of ca.pem and ca.key in `directory` revokes the certificates
/// that begin the files `revoked`.
[[nodiscard]] Status write_revocation_list(const std::filesystem::path& directory,
                                           std::span<const std::filesystem::path> revoked,
                                           const std::filesystem::path& file);

}  // namespace tlsgauge::pki
