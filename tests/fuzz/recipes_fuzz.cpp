#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <set>

#include "fuzz.hpp"
#include "pki/certificate.hpp"
#include "pki/der/node.hpp"
#include "pki/forge/forge.hpp"
#include "pki/key_pair.hpp"
#include "scenario/recipes.hpp"

// A file of certs/cases: read, and what it describes forged.

namespace {

using namespace tlsgauge;

constexpr std::time_t kNow = 1'767'225'600;  // 2026-01-01

/// The names that a recipe's parts may use.
std::set<std::string> names_in(const model::Recipe& recipe) {
  std::set<std::string> names{"ca", "server"};
  for (const auto& certificate : recipe.certificates) names.insert(certificate.name);
  return names;
}

void require_sound(const model::Recipe& recipe) {
  if (!recipe.impossible.empty()) return;
  const auto names = names_in(recipe);
  const auto require_known = [&](const std::optional<std::string>& name) {
    fuzz::require(!name || names.contains(*name), "a recipe names certificates that there are");
  };
  fuzz::require(names.size() == recipe.certificates.size() + 2, "each certificate has a name of its own");
  for (const auto& certificate : recipe.certificates) {
    require_known(certificate.issuer);
    require_known(certificate.signed_by);
    require_known(certificate.issuer_like);
    require_known(certificate.subject_like);
    require_known(certificate.key_like);
  }
  for (const auto& name : recipe.chain) require_known(name);
  require_known(recipe.proof);
}

/// The authority that cases build upon, and a server of its own.
const pki::Ground& ground() {
  static const pki::Ground made = [] {
    auto key = pki::make_key(pki::KeyKind::ec_p256);
    fuzz::require(key.ok(), "a key can be made");
    auto certificate = pki::self_signed({.subject = {.common_name = "ca"}, .extensions = {}, .days = 30}, *key,
                                        *pki::Serial::from_hex("01"));
    fuzz::require(certificate.ok(), "a certificate can be made");
    return pki::Ground{.authority = {.certificate = *std::move(certificate), .key = *std::move(key)}, .server = {}};
  }();
  return made;
}

/// RSA and DSA keys take too long to make.
bool is_quick(const model::Recipe& recipe) {
  constexpr std::size_t kMostCertificates = 8;
  return recipe.certificates.size() <= kMostCertificates &&
         std::ranges::all_of(recipe.certificates, [](const model::CertificateRecipe& certificate) {
           return certificate.key == "ec:P-256" || certificate.key == "ed25519";
         });
}

bool is_edited(const model::Recipe& recipe, const std::string& name) {
  const auto found = std::ranges::find(recipe.certificates, name, &model::CertificateRecipe::name);
  return found == recipe.certificates.end() || found->serial || !found->edits.empty() || !found->damages.empty() ||
         std::ranges::any_of(found->extensions, [](const auto& extension) { return extension.der.has_value(); });
}

void forge(const model::Recipe& recipe) {
  static pki::KeyRing keys;
  const auto forged = pki::forge(recipe, ground(), keys, kNow);
  if (!forged.ok()) {
    fuzz::require(!message(forged.status()).empty(), "what cannot be forged says why");
    fuzz::require_line(message(forged.status()));
    return;
  }
  fuzz::require(forged->key != nullptr, "a forged client has a key");
  fuzz::require(forged->chain.size() == recipe.chain.size(), "every certificate that is sent is made");
  for (std::size_t i = 0; i < forged->chain.size(); ++i) {
    const auto& der = forged->chain[i];
    if (is_edited(recipe, recipe.chain[i])) continue;
    const auto* at = der.data();
    const tls::Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    fuzz::require(certificate != nullptr, "a certificate that nobody has edited is one");
    fuzz::require(pki::der::parse(der).ok(), "and so says our own parser");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr auto kNames = std::to_array<std::string_view>({"cases.json"});
  static const fuzz::InputFiles files{kNames};
  files.fill(fuzz::text_of(data, size));

  const auto recipes = scenario::load_recipes(files.directory());
  if (!recipes.ok()) {
    fuzz::require_fault(recipes.status(), files.path(kNames[0]).string() + ": ");
    return 0;
  }
  for (const auto& recipe : *recipes) {
    require_sound(recipe);
    if (is_quick(recipe)) forge(recipe);
  }
  return 0;
}
