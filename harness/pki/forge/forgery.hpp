#pragma once

#include <ctime>
#include <string>

#include "core/result.hpp"
#include "model/recipe.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// A certificate made from a recipe. What it is refers to as `certificate` is the one before any damage, so that others
/// can be issued in its name.
struct Forgery {
  tls::Certificate certificate;
  tls::Key key;
  model::Octets der;
};

/// Those that a certificate is made with. Pointers are not null, except where a key is not to be had.
struct Parents {
  const tls::Certificate* issuer;         ///< null: itself
  const tls::Key* signer;                 ///< null: its own key
  const tls::Certificate* issuer_like{};  ///< whose subject stands as the issuer; null: the issuer's, or the recipe's
  const tls::Certificate* subject_like{};
};

/// Makes one certificate for `key`. `own_name` is its subject where the recipe has none.
[[nodiscard]] Result<Forgery> forge_certificate(const model::CertificateRecipe& recipe, const Parents& parents,
                                                tls::Key key, const std::string& own_name, std::time_t now);

}  // namespace tlsgauge::pki
