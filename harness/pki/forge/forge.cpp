#include "pki/forge/forge.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/file.hpp"
#include "pki/forge/forgery.hpp"
#include "pki/forge/revocation_list.hpp"
#include "pki/key_pair.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {
namespace {

using model::CertificateRecipe;
using model::Octets;

constexpr auto kSurvives = core::Survives::process_end;  // hundreds of files that can be made anew
constexpr auto kAuthority = "ca";
constexpr auto kServer = "server";

tls::Key shared(const tls::Key& key) {
  if (key != nullptr) EVP_PKEY_up_ref(key.get());
  return tls::Key{key.get()};
}

/// The certificates of one recipe, each made when another needs it.
class Workshop {
 public:
  Workshop(const model::Recipe& recipe, const Ground& ground, KeyRing& keys, std::time_t now)
      : recipe_{recipe}, ground_{ground}, keys_{keys}, now_{now} {}

  Result<Forged> forge() {
    Forged forged;
    for (const auto& name : recipe_.chain) {
      const auto made = get(name);
      if (!made.ok()) return made.status();
      forged.chain.push_back((*made)->der);
    }
    if (recipe_.chain.empty()) return bad_input("a recipe that sends no certificate");
    const auto prover = get(recipe_.proof.value_or(recipe_.chain.front()));
    if (!prover.ok()) return prover.status();
    if ((*prover)->key == nullptr) return no_key(recipe_.proof.value_or(recipe_.chain.front()));
    forged.key = shared((*prover)->key);
    for (const auto& recipe : recipe_.lists) {
      auto list = make_list(recipe);
      if (!list.ok()) return explained(list.status(), "a revocation list: ");
      forged.lists.push_back(*std::move(list));
    }
    return forged;
  }

 private:
  Result<const Forgery*> get(const std::string& name) {
    if (const auto known = made_.find(name); known != made_.end()) return &known->second;
    if (name == kAuthority) return given(name, ground_.authority);
    if (name == kServer) {
      if (!ground_.server) return unsupported("needs the server's own certificate, which is not to be had here");
      return given(name, *ground_.server);
    }
    const auto recipe = std::ranges::find(recipe_.certificates, name, &CertificateRecipe::name);
    if (recipe == recipe_.certificates.end()) return bad_input("no certificate is called '" + name + "'");
    if (!making_.insert(name).second) return bad_input("certificate '" + name + "' needs itself");
    auto forgery = make(*recipe);
    making_.erase(name);
    if (!forgery.ok()) return explained(forgery.status(), "certificate '" + name + "': ");
    return &(made_[name] = *std::move(forgery));
  }

  static Status explained(const Status& fault, const std::string& where) {
    return absl::IsUnimplemented(fault) ? fault : located(where, fault);
  }

  static Status no_key(const std::string& name) {
    if (name == kAuthority) return unsupported("needs the key of the CA that the server trusts (--ca-key)");
    return unsupported("needs the key of certificate '" + name + "', which is not to be had here");
  }

  Result<const Forgery*> given(const std::string& name, const Authority& pair) {
    auto der = to_der(pair.certificate);
    if (!der.ok()) return der.status();
    made_[name] = {.certificate = copy(pair.certificate), .key = shared(pair.key), .der = *std::move(der)};
    return &made_[name];
  }

  static tls::Certificate copy(const tls::Certificate& certificate) {
    X509_up_ref(certificate.get());
    return tls::Certificate{certificate.get()};
  }

  Result<tls::Key> key_for(const CertificateRecipe& recipe) {
    if (recipe.key_like) {
      const auto other = get(*recipe.key_like);
      if (!other.ok()) return other.status();
      // The public half of a given certificate will do where nobody signs with it.
      return (*other)->key != nullptr ? shared((*other)->key) : public_key((*other)->certificate);
    }
    const auto key = keys_.get(recipe.key, recipe.name);
    if (!key.ok()) return key.status();
    return shared(**key);
  }

  Result<const tls::Certificate*> certificate_of(const std::optional<std::string>& name) {
    if (!name) return nullptr;
    const auto made = get(*name);
    if (!made.ok()) return made.status();
    return &(*made)->certificate;
  }

  /// The key that signs; null for the certificate's own.
  Result<const tls::Key*> signer_of(const CertificateRecipe& recipe) {
    const auto name = recipe.signed_by.value_or(recipe.issuer);
    if (name == recipe.name) return nullptr;
    const auto made = get(name);
    if (!made.ok()) return made.status();
    if ((*made)->key == nullptr) return no_key(name);
    return &(*made)->key;
  }

  Result<Forgery> make(const CertificateRecipe& recipe) {
    auto key = key_for(recipe);
    if (!key.ok()) return key.status();
    // One after the other: a fault deep down, met again by each that comes by, would be met 2^depth times.
    const auto issuer =
        certificate_of(recipe.issuer == recipe.name ? std::optional<std::string>{} : std::optional{recipe.issuer});
    if (!issuer.ok()) return issuer.status();
    const auto signer = signer_of(recipe);
    if (!signer.ok()) return signer.status();
    const auto issuer_like = certificate_of(recipe.issuer_like);
    if (!issuer_like.ok()) return issuer_like.status();
    const auto subject_like = certificate_of(recipe.subject_like);
    if (!subject_like.ok()) return subject_like.status();
    const Parents parents{
        .issuer = *issuer, .signer = *signer, .issuer_like = *issuer_like, .subject_like = *subject_like};
    const auto own_name =
        "O=tlsgauge, CN=" + (recipe.name == recipe_.chain.front() ? "" : recipe.name + " of ") + recipe_.slug;
    return forge_certificate(recipe, parents, *std::move(key), own_name, now_);
  }

  Result<Octets> make_list(const model::RevocationListRecipe& recipe) {
    const auto issuer = get(recipe.issuer);
    if (!issuer.ok()) return issuer.status();
    const auto signer_name = recipe.signed_by.value_or(recipe.issuer);
    const auto signer = get(signer_name);
    if (!signer.ok()) return signer.status();
    if ((*signer)->key == nullptr) return no_key(signer_name);
    ListParents parents{.issuer = &(*issuer)->certificate, .signer = &(*signer)->key, .revoked = {}};
    for (const auto& name : recipe.revoked) {
      const auto certificate = get(name);
      if (!certificate.ok()) return certificate.status();
      parents.revoked.push_back(&(*certificate)->certificate);
    }
    return forge_list(recipe, parents, now_);
  }

  const model::Recipe& recipe_;
  const Ground& ground_;
  KeyRing& keys_;
  std::time_t now_;
  std::map<std::string, Forgery> made_;  // references into a map stay
  std::set<std::string> making_;
};

/// The pair `stem` of `directory`; the key is null where it is not there.
Result<Authority> load_known(const std::filesystem::path& directory, const std::string& stem) {
  const auto certificate_file = directory / (stem + ".pem");
  const auto key_file = directory / (stem + ".key");
  std::error_code ignored;
  if (std::filesystem::exists(key_file, ignored)) return load_pair(certificate_file, key_file);
  auto certificate = load_certificate(certificate_file);
  if (!certificate.ok()) return certificate.status();
  return Authority{.certificate = *std::move(certificate), .key = {}};
}

}  // namespace

Result<Ground> load_ground(const std::filesystem::path& directory) {
  auto authority = load_known(directory, kAuthority);
  if (!authority.ok()) return authority.status();
  Ground ground{.authority = *std::move(authority), .server = {}};
  std::error_code ignored;
  if (!std::filesystem::exists(directory / "server.pem", ignored)) return ground;
  auto server = load_known(directory, kServer);
  if (!server.ok()) return server.status();
  ground.server = *std::move(server);
  return ground;
}

Result<Forged> forge(const model::Recipe& recipe, const Ground& ground, KeyRing& keys, std::time_t now) {
  if (!recipe.impossible.empty()) return unsupported(recipe.impossible);
  auto forged = Workshop{recipe, ground, keys, now}.forge();
  if (forged.ok() || absl::IsUnimplemented(forged.status())) return forged;
  return located(recipe.id + " " + recipe.slug + ": ", forged.status());
}

Status write_pem(const Forged& forged, const std::filesystem::path& directory) {
  if (auto made = core::make_directory(directory, core::Readers::owner_only); !made.ok()) return made;
  std::string chain;
  for (const auto& der : forged.chain) {
    auto pem = to_pem("CERTIFICATE", der);
    if (!pem.ok()) return pem.status();
    chain += *pem;
  }
  const auto key = to_pem(forged.key);
  if (!key.ok()) return key.status();
  if (!forged.lists.empty())
    if (auto written = write_lists(forged.lists, directory / "crl.pem"); !written.ok()) return written;
  if (auto written = core::write_file(directory / "chain.pem", chain, core::Readers::everyone, kSurvives);
      !written.ok())
    return written;
  return core::write_file(directory / "key.pem", *key, core::Readers::owner_only, kSurvives);
}

Status write_der(const Forged& forged, const std::filesystem::path& directory) {
  for (std::size_t i = 0; i < forged.chain.size(); ++i) {
    const std::string bytes{forged.chain[i].begin(), forged.chain[i].end()};
    if (auto written =
            core::write_file(directory / (std::to_string(i) + ".der"), bytes, core::Readers::everyone, kSurvives);
        !written.ok())
      return written;
  }
  return absl::OkStatus();
}

}  // namespace tlsgauge::pki
