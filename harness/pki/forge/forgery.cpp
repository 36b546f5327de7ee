#include "pki/forge/forgery.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "pki/der/edit.hpp"
#include "pki/forge/extension.hpp"
#include "pki/key_pair.hpp"
#include "pki/pem.hpp"
#include "pki/serial.hpp"

namespace tlsgauge::pki {
namespace {

using model::CertificateRecipe;
using model::ExtensionRecipe;
using model::Octets;
using Name = std::unique_ptr<X509_NAME, tls::FreeWith<&X509_NAME_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, tls::FreeWith<&EVP_MD_CTX_free>>;

/// "O=tlsgauge, CN=somebody" as a name, in that order.
Result<Name> name_of(const std::string& text) {
  Name name{X509_NAME_new()};
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(", ", at), text.size());
    const auto part = text.substr(at, end - at);
    const auto equals = part.find('=');
    const auto value = equals == std::string::npos ? std::string{} : part.substr(equals + 1);
    if (value.empty()) return bad_input("name '" + text + "': write O=tlsgauge, CN=somebody");
    const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
    const int size = static_cast<int>(value.size());
    if (X509_NAME_add_entry_by_txt(name.get(), part.substr(0, equals).c_str(), MBSTRING_UTF8, bytes, size, -1, 0) != 1)
      return tls::openssl_fault("write '" + part + "' into a name");
    at = end + 2;
  }
  return name;
}

/// The extensions of a correct certificate. A self-signed one needs no authority key identifier (RFC 5280 section
/// 4.2.1.1), and one whose issuer has no key identifier can have none.
std::vector<ExtensionRecipe> usual_extensions(const CertificateRecipe& recipe, bool issuer_has_identifier) {
  std::vector<ExtensionRecipe> usual;
  if (recipe.authority) {
    usual.push_back({.name = "basicConstraints", .text = "critical,CA:TRUE"});
    usual.push_back({.name = "keyUsage", .text = "critical,keyCertSign,cRLSign"});
  } else {
    usual.push_back({.name = "basicConstraints", .text = "critical,CA:FALSE"});
    usual.push_back({.name = "keyUsage", .text = "critical,digitalSignature"});
    usual.push_back({.name = "extendedKeyUsage", .text = "clientAuth"});
  }
  usual.push_back({.name = "subjectKeyIdentifier", .text = "hash"});
  if (issuer_has_identifier) usual.push_back({.name = "authorityKeyIdentifier", .text = "keyid"});
  return usual;
}

/// The recipe's extensions in the place of the usual ones of the same name, or behind them.
std::vector<ExtensionRecipe> extensions_of(const CertificateRecipe& recipe, bool issuer_has_identifier) {
  // Extensions came with version 3 (RFC 5280 section 4.1.2.9); an older certificate has them only by its recipe.
  auto extensions =
      recipe.version >= 3 ? usual_extensions(recipe, issuer_has_identifier) : std::vector<ExtensionRecipe>{};
  for (const auto& wanted : recipe.extensions) {
    const auto usual = std::ranges::find(extensions, wanted.name, &ExtensionRecipe::name);
    if (usual != extensions.end()) {
      *usual = wanted;
    } else {
      extensions.push_back(wanted);
    }
  }
  std::erase_if(extensions, [](const ExtensionRecipe& each) { return !each.text && !each.der; });
  return extensions;
}

Status add_extension(X509* certificate, X509* issuer, const ExtensionRecipe& recipe) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const auto made = make_extension(recipe, context);
  if (!made.ok()) return made.status();
  if (X509_add_ext(certificate, made->get(), -1) != 1) return tls::openssl_fault("add extension " + recipe.name);
  return absl::OkStatus();
}

Status set_serial(X509* certificate, const CertificateRecipe& recipe) {
  if (!recipe.serial) {
    const auto random = Serial::random();
    return random.ok() ? random->store(X509_get_serialNumber(certificate)) : random.status();
  }
  // The octets of a recipe may be negative, too long or not minimal: they are put in as an edit, where OpenSSL has no
  // say.
  return ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1 ? absl::OkStatus()
                                                                      : tls::openssl_fault("set a serial number");
}

Status set_time(ASN1_TIME* field, std::chrono::seconds offset, std::time_t now) {
  constexpr std::chrono::seconds kDay{86400};
  if (X509_time_adj_ex(field, static_cast<int>(offset / kDay), (offset % kDay).count(), &now) == nullptr)
    return tls::openssl_fault("set a validity");
  return absl::OkStatus();
}

Status set_names(X509* certificate, const CertificateRecipe& recipe, const Parents& parents,
                 const std::string& own_name) {
  const auto subject = name_of(recipe.subject.value_or(own_name));
  if (!subject.ok()) return subject.status();
  const X509_NAME* name =
      parents.subject_like != nullptr ? X509_get_subject_name(parents.subject_like->get()) : subject->get();
  if (X509_set_subject_name(certificate, name) != 1) return tls::openssl_fault("set a subject");
  if (recipe.issuer_name) {
    const auto issuer = name_of(*recipe.issuer_name);
    if (!issuer.ok()) return issuer.status();
    if (X509_set_issuer_name(certificate, issuer->get()) != 1) return tls::openssl_fault("set an issuer");
    return absl::OkStatus();
  }
  const auto* like = parents.issuer_like != nullptr ? parents.issuer_like : parents.issuer;
  const X509* issuer = like != nullptr ? like->get() : certificate;
  if (X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) != 1) return tls::openssl_fault("set an issuer");
  return absl::OkStatus();
}

bool has_key_identifier(const X509* certificate) {
  return X509_get_ext_by_NID(certificate, NID_subject_key_identifier, -1) >= 0;
}

const EVP_MD* digest_for(const CertificateRecipe& recipe, const tls::Key& signer) {
  return signature_digest(signer) == nullptr ? nullptr : EVP_get_digestbyname(recipe.digest.c_str());
}

/// A certificate as far as OpenSSL's library makes it: right in every respect that the recipe does not name.
Result<tls::Certificate> build(const CertificateRecipe& recipe, const Parents& parents, const tls::Key& key,
                               const std::string& own_name, std::time_t now) {
  tls::Certificate made{X509_new()};
  X509* certificate = made.get();
  if (certificate == nullptr || X509_set_version(certificate, recipe.version - 1) != 1 ||
      X509_set_pubkey(certificate, key.get()) != 1)
    return tls::openssl_fault("begin a certificate");
  for (const auto& status :
       {set_serial(certificate, recipe), set_time(X509_getm_notBefore(certificate), recipe.not_before, now),
        set_time(X509_getm_notAfter(certificate), recipe.not_after, now),
        set_names(certificate, recipe, parents, own_name)})
    if (!status.ok()) return status;

  X509* issuer = parents.issuer != nullptr ? parents.issuer->get() : certificate;
  const bool identified = issuer != certificate && has_key_identifier(issuer);
  for (const auto& extension : extensions_of(recipe, identified))
    if (auto added = add_extension(certificate, issuer, extension); !added.ok()) return added;

  const auto& signer = parents.signer != nullptr ? *parents.signer : key;
  const auto* digest = digest_for(recipe, signer);
  if (digest == nullptr && signature_digest(signer) != nullptr)
    return bad_input("digest '" + recipe.digest + "': OpenSSL has none of that name");
  if (X509_sign(certificate, signer.get(), digest) == 0) {
    // ECDSA, for instance, has no identifier for a signature with MD5 (RFC 5758).
    auto fault = message(tls::openssl_fault("sign with " + recipe.digest + " and the key of the issuer"));
    return unsupported(fault);
  }
  return made;
}

Result<Octets> signature_over(const Octets& bytes, const tls::Key& key, const EVP_MD* digest) {
  const DigestContext context{EVP_MD_CTX_new()};
  std::size_t size = 0;
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes.data(), bytes.size()) != 1)
    return tls::openssl_fault("sign what was edited");
  Octets signature(size);
  if (EVP_DigestSign(context.get(), signature.data(), &size, bytes.data(), bytes.size()) != 1)
    return tls::openssl_fault("sign what was edited");
  signature.resize(size);
  return signature;
}

/// Signs the TBSCertificate of `document` anew, after edits.
Status sign_again(std::vector<der::Node>& document, const tls::Key& signer, const EVP_MD* digest) {
  auto tbs = der::find(document, "tbs");
  auto value = der::find(document, "signatureValue");
  if (!tbs.ok()) return tbs.status();
  if (!value.ok()) return value.status();
  auto signature = signature_over(der::encode(**tbs), signer, digest);
  if (!signature.ok()) return signature.status();
  signature->insert(signature->begin(), 0);  // X.690 section 8.6: no unused bits in the last octet
  (*value)->content = *std::move(signature);
  return absl::OkStatus();
}

Status edit(std::vector<der::Node>& document, const std::vector<model::Edit>& edits) {
  for (const auto& each : edits)
    if (auto applied = der::apply(each, document); !applied.ok()) return applied;
  return absl::OkStatus();
}

/// The edits that stand between OpenSSL's certificate and the recipe's, before the signature.
std::vector<model::Edit> edits_of(const CertificateRecipe& recipe) {
  auto edits = recipe.edits;
  if (recipe.serial)
    edits.insert(edits.begin(), {.at = "tbs/serialNumber", .operation = model::SetContent{*recipe.serial}});
  return edits;
}

}  // namespace

Result<Forgery> forge_certificate(const CertificateRecipe& recipe, const Parents& parents, tls::Key key,
                                  const std::string& own_name, std::time_t now) {
  auto built = build(recipe, parents, key, own_name, now);
  if (!built.ok()) return built.status();
  auto der = to_der(*built);
  if (!der.ok()) return der.status();
  Forgery forgery{.certificate = *std::move(built), .key = std::move(key), .der = *std::move(der)};
  const auto edits = edits_of(recipe);
  if (edits.empty() && recipe.damages.empty()) return forgery;

  auto document = der::parse(forgery.der);
  if (!document.ok()) return document.status();
  if (!edits.empty()) {
    const auto& signer = parents.signer != nullptr ? *parents.signer : forgery.key;
    if (auto edited = edit(*document, edits); !edited.ok()) return edited;
    if (auto signed_again = sign_again(*document, signer, digest_for(recipe, signer)); !signed_again.ok())
      return signed_again;
  }
  if (auto damaged = edit(*document, recipe.damages); !damaged.ok()) return damaged;
  forgery.der = der::encode(*document);
  return forgery;
}

}  // namespace tlsgauge::pki
