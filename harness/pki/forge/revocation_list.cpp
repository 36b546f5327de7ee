#include "pki/forge/revocation_list.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "core/file.hpp"
#include "pki/der/edit.hpp"
#include "pki/forge/extension.hpp"
#include "pki/key_pair.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {
namespace {

using model::Octets;
using List = std::unique_ptr<X509_CRL, tls::FreeWith<&X509_CRL_free>>;
using Entry = std::unique_ptr<X509_REVOKED, tls::FreeWith<&X509_REVOKED_free>>;
using Time = std::unique_ptr<ASN1_TIME, tls::FreeWith<&ASN1_TIME_free>>;

Time moment(std::time_t now, std::chrono::seconds offset) { return Time{ASN1_TIME_set(nullptr, now + offset.count())}; }

Status set_times(X509_CRL* list, const model::RevocationListRecipe& recipe, std::time_t now) {
  const auto from = moment(now, recipe.this_update);
  const auto until = moment(now, recipe.next_update);
  if (from == nullptr || until == nullptr || X509_CRL_set1_lastUpdate(list, from.get()) != 1 ||
      X509_CRL_set1_nextUpdate(list, until.get()) != 1)
    return tls::openssl_fault("date a revocation list");
  return absl::OkStatus();
}

Status revoke(X509_CRL* list, const tls::Certificate& certificate, const Time& when) {
  Entry entry{X509_REVOKED_new()};
  if (entry == nullptr || X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(certificate.get())) != 1 ||
      X509_REVOKED_set_revocationDate(entry.get(), when.get()) != 1 || X509_CRL_add0_revoked(list, entry.get()) != 1)
    return tls::openssl_fault("revoke a certificate");
  (void)entry.release();  // the list's now
  return absl::OkStatus();
}

/// Those of a correct list: RFC 5280 sections 5.2.1 and 5.2.3 demand both.
std::vector<model::ExtensionRecipe> usual_extensions(std::time_t now) {
  constexpr int kOctets = 4;
  Octets number{0x02, kOctets};
  for (int octet = kOctets - 1; octet >= 0; --octet) number.push_back(static_cast<std::uint8_t>(now >> (8 * octet)));
  return {{.name = "authorityKeyIdentifier", .text = "keyid"}, {.name = "crlNumber", .der = number}};
}

Status add_extensions(X509_CRL* list, const std::vector<model::ExtensionRecipe>& extensions, X509* issuer) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
  for (const auto& recipe : extensions) {
    const auto extension = make_extension(recipe, context);
    if (!extension.ok()) return extension.status();
    if (X509_CRL_add_ext(list, extension->get(), -1) != 1) return tls::openssl_fault("extend a revocation list");
  }
  return absl::OkStatus();
}

Result<Octets> der_of(X509_CRL* list) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_CRL(list, &der);
  if (size <= 0) return tls::openssl_fault("encode a revocation list");
  Octets octets{der, der + size};
  OPENSSL_free(der);
  return octets;
}

}  // namespace

Result<Octets> forge_list(const model::RevocationListRecipe& recipe, const ListParents& parents, std::time_t now) {
  constexpr long kVersion2 = 1;
  const List made{X509_CRL_new()};
  X509_CRL* list = made.get();
  X509* issuer = parents.issuer->get();
  if (list == nullptr || X509_CRL_set_version(list, kVersion2) != 1 ||
      X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer)) != 1)
    return tls::openssl_fault("begin a revocation list");
  if (auto dated = set_times(list, recipe, now); !dated.ok()) return dated;
  const auto when = moment(now, recipe.this_update);
  for (const auto* certificate : parents.revoked)
    if (auto revoked = revoke(list, *certificate, when); !revoked.ok()) return revoked;
  auto extensions = usual_extensions(now);
  extensions.insert(extensions.end(), recipe.extensions.begin(), recipe.extensions.end());
  if (auto extended = add_extensions(list, extensions, issuer); !extended.ok()) return extended;
  const auto& signer = *parents.signer;
  if (X509_CRL_sort(list) != 1 || X509_CRL_sign(list, signer.get(), signature_digest(signer)) == 0)
    return tls::openssl_fault("sign a revocation list");

  auto der = der_of(list);
  if (!der.ok() || recipe.damages.empty()) return der;
  auto document = der::parse(*der);
  if (!document.ok()) return document.status();
  for (const auto& damage : recipe.damages)
    if (auto applied = der::apply(damage, *document); !applied.ok()) return applied;
  return der::encode(*document);
}

Status write_lists(std::span<const Octets> lists, const std::filesystem::path& file) {
  std::string text;
  for (const auto& list : lists) {
    const auto pem = to_pem("X509 CRL", list);
    if (!pem.ok()) return pem.status();
    text += *pem;
  }
  return core::write_file(file, text, core::Readers::everyone);
}

Status write_revocation_list(const std::filesystem::path& directory, std::span<const std::filesystem::path> revoked,
                             const std::filesystem::path& file) {
  const auto authority = load_authority(directory);
  if (!authority.ok()) return authority.status();
  std::vector<tls::Certificate> certificates;
  for (const auto& each : revoked) {
    auto certificate = load_certificate(each);
    if (!certificate.ok()) return certificate.status();
    certificates.push_back(*std::move(certificate));
  }
  ListParents parents{.issuer = &authority->certificate, .signer = &authority->key, .revoked = {}};
  for (const auto& certificate : certificates) parents.revoked.push_back(&certificate);
  const auto list = forge_list({}, parents, std::time(nullptr));
  return list.ok() ? write_lists({&*list, 1}, file) : list.status();
}

}  // namespace tlsgauge::pki
