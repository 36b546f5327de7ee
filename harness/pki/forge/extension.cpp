#include "pki/forge/extension.hpp"

#include <openssl/objects.h>

namespace tlsgauge::pki {
namespace {

using Object = std::unique_ptr<ASN1_OBJECT, tls::FreeWith<&ASN1_OBJECT_free>>;
using String = std::unique_ptr<ASN1_OCTET_STRING, tls::FreeWith<&ASN1_OCTET_STRING_free>>;

Result<Extension> of_octets(const model::ExtensionRecipe& recipe) {
  const Object object{OBJ_txt2obj(recipe.name.c_str(), 0)};
  const String value{ASN1_OCTET_STRING_new()};
  if (object == nullptr) return bad_input("extension '" + recipe.name + "': neither a known name nor an identifier");
  if (ASN1_OCTET_STRING_set(value.get(), recipe.der->data(), static_cast<int>(recipe.der->size())) != 1)
    return tls::openssl_fault("fill in extension " + recipe.name);
  Extension made{X509_EXTENSION_create_by_OBJ(nullptr, object.get(), recipe.critical ? 1 : 0, value.get())};
  if (made == nullptr) return tls::openssl_fault("make extension " + recipe.name);
  return made;
}

}  // namespace

Result<Extension> make_extension(const model::ExtensionRecipe& recipe, X509V3_CTX& context) {
  if (recipe.der) return of_octets(recipe);
  Extension made{X509V3_EXT_nconf(nullptr, &context, recipe.name.c_str(), recipe.text->c_str())};
  if (made == nullptr) return tls::openssl_fault("make extension " + recipe.name + " = " + *recipe.text);
  return made;
}

}  // namespace tlsgauge::pki
