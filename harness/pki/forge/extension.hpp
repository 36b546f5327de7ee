#pragma once

#include <openssl/x509v3.h>

#include <memory>

#include "core/result.hpp"
#include "model/recipe.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

using Extension = std::unique_ptr<X509_EXTENSION, tls::FreeWith<&X509_EXTENSION_free>>;

/// Makes an extension of its recipe's text, in OpenSSL's configuration syntax, or of its octets. `context` names the
/// certificates that the text can refer to.
[[nodiscard]] Result<Extension> make_extension(const model::ExtensionRecipe& recipe, X509V3_CTX& context);

}  // namespace tlsgauge::pki
