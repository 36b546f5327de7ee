#include "pki/certificate.hpp"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <utility>

#include "pki/key_pair.hpp"

namespace tlsgauge::pki {
namespace {

void free_extensions(STACK_OF(X509_EXTENSION) * extensions) {
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}

using Extension = std::unique_ptr<X509_EXTENSION, tls::FreeWith<&X509_EXTENSION_free>>;
using Extensions = std::unique_ptr<STACK_OF(X509_EXTENSION), tls::FreeWith<&free_extensions>>;

constexpr long kVersion1 = 0;
constexpr long kVersion3 = 2;

// What `openssl x509 -req` adds by itself since 3.0.
constexpr auto kSubjectKeyIdentifier = "hash";
constexpr auto kAuthorityKeyIdentifier = "keyid, issuer";

Status add_entry(X509_NAME* name, int nid, const std::string& value) {
  if (value.empty()) return absl::OkStatus();
  if (nid == NID_countryName && value.size() != 2)
    return bad_input("country '" + value + "': a country is two letters, as in US");
  // OpenSSL's default string mask makes every field a UTF8String except the country, which X.520 wants printable.
  const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
  if (X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, bytes, static_cast<int>(value.size()), -1, 0) != 1)
    return tls::openssl_fault("write '" + value + "' as the subject's " + OBJ_nid2ln(nid));
  return absl::OkStatus();
}

Status add_subject(X509_NAME* name, const Subject& subject) {
  const std::pair<int, const std::string&> fields[] = {
      {NID_countryName, subject.country},         {NID_stateOrProvinceName, subject.state},
      {NID_localityName, subject.locality},       {NID_organizationName, subject.organization},
      {NID_organizationalUnitName, subject.unit}, {NID_commonName, subject.common_name},
  };
  for (const auto& [nid, value] : fields)
    if (auto added = add_entry(name, nid, value); !added.ok()) return added;
  return absl::OkStatus();
}

Result<Extension> extension(X509V3_CTX& context, int nid, const std::string& value) {
  Extension made{X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str())};
  if (made == nullptr) return tls::openssl_fault("make the extension " + std::string{OBJ_nid2sn(nid)} + " = " + value);
  return made;
}

Status add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto made = extension(context, nid, value);
  if (!made.ok()) return made.status();
  if (X509_add_ext(certificate, made->get(), -1) != 1) return tls::openssl_fault("add an extension");
  return absl::OkStatus();
}

/// Sets what every certificate has: version, serial, issuer, validity, public key.
Result<tls::Certificate> begin(long version, const Serial& serial, int days, const tls::Key& key) {
  if (auto checked = check_days(days); !checked.ok()) return checked;
  tls::Certificate made{X509_new()};
  if (made == nullptr) return tls::openssl_fault("allocate a certificate");
  if (auto stored = serial.store(X509_get_serialNumber(made.get())); !stored.ok()) return stored;
  std::time_t now = std::time(nullptr);  // read once: the validity is then exactly `days` long
  if (X509_set_version(made.get(), version) != 1 ||
      X509_time_adj_ex(X509_getm_notBefore(made.get()), 0, 0, &now) == nullptr ||
      X509_time_adj_ex(X509_getm_notAfter(made.get()), days, 0, &now) == nullptr ||
      X509_set_pubkey(made.get(), key.get()) != 1)
    return tls::openssl_fault("fill in a certificate");
  return made;
}

Result<tls::Certificate> sign(tls::Certificate made, const tls::Key& key) {
  if (X509_sign(made.get(), key.get(), signature_digest(key)) == 0) return tls::openssl_fault("sign a certificate");
  return made;
}

/// The extension, for a certificate of another key and issuer than the one it stood in.
Status carry_over(X509* certificate, X509* issuer, X509_EXTENSION* old) {
  const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(old));
  if (nid == NID_subject_key_identifier) return add_extension(certificate, issuer, nid, kSubjectKeyIdentifier);
  if (nid == NID_authority_key_identifier) return add_extension(certificate, issuer, nid, kAuthorityKeyIdentifier);
  if (X509_add_ext(certificate, old, -1) != 1) return tls::openssl_fault("copy an extension");
  return absl::OkStatus();
}

bool is_key_identifier(X509_EXTENSION* entry) {
  const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(entry));
  return nid == NID_subject_key_identifier || nid == NID_authority_key_identifier;
}

/// Hands `entry` over to `extensions`.
Status collect(const Extensions& extensions, Extension entry) {
  if (extensions == nullptr || entry == nullptr || sk_X509_EXTENSION_push(extensions.get(), entry.get()) == 0)
    return tls::openssl_fault("collect extensions");
  static_cast<void>(entry.release());  // the stack owns it
  return absl::OkStatus();
}

Result<tls::CertificateRequest> begin_request(const tls::Key& key) {
  tls::CertificateRequest made{X509_REQ_new()};
  if (made == nullptr || X509_REQ_set_version(made.get(), kVersion1) != 1 ||
      X509_REQ_set_pubkey(made.get(), key.get()) != 1)
    return tls::openssl_fault("fill in a certificate request");
  return made;
}

Result<tls::CertificateRequest> sign(tls::CertificateRequest made, const Extensions& wanted, const tls::Key& key) {
  const bool any = wanted != nullptr && sk_X509_EXTENSION_num(wanted.get()) > 0;
  if (any && X509_REQ_add_extensions(made.get(), wanted.get()) != 1)
    return tls::openssl_fault("add extensions to a certificate request");
  if (X509_REQ_sign(made.get(), key.get(), signature_digest(key)) == 0)
    return tls::openssl_fault("sign a certificate request");
  return made;
}

}  // namespace

Status check_days(int days) {
  if (days >= 1 && days <= kMaxDays) return absl::OkStatus();
  return bad_input("days " + std::to_string(days) + ": a certificate lives 1 to " + std::to_string(kMaxDays) + " days");
}

Result<tls::Certificate> self_signed(const CertificateTemplate& content, const tls::Key& key, const Serial& serial) {
  auto made = begin(kVersion3, serial, content.days, key);
  if (!made.ok()) return made.status();
  X509* certificate = made->get();
  if (auto named = add_subject(X509_get_subject_name(certificate), content.subject); !named.ok()) return named;
  if (X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) != 1)
    return tls::openssl_fault("set the issuer");
  for (const auto& [nid, value] : content.extensions)
    if (auto added = add_extension(certificate, certificate, nid, value); !added.ok()) return added;
  return sign(*std::move(made), key);
}

Result<tls::Certificate> issue(const CertificateTemplate& content, const tls::Key& key, const Authority& issuer,
                               const Serial& serial) {
  auto made = begin(kVersion3, serial, content.days, key);
  if (!made.ok()) return made.status();
  X509* certificate = made->get();
  X509* authority = issuer.certificate.get();
  if (auto named = add_subject(X509_get_subject_name(certificate), content.subject); !named.ok()) return named;
  if (X509_set_issuer_name(certificate, X509_get_subject_name(authority)) != 1)
    return tls::openssl_fault("set the issuer");
  auto extensions = content.extensions;
  extensions.push_back({NID_subject_key_identifier, kSubjectKeyIdentifier});
  extensions.push_back({NID_authority_key_identifier, kAuthorityKeyIdentifier});
  for (const auto& [nid, value] : extensions)
    if (auto added = add_extension(certificate, authority, nid, value); !added.ok()) return added;
  return sign(*std::move(made), issuer.key);
}

Result<tls::Certificate> reissue(const tls::Certificate& old, int days, const tls::Key& key, const Authority& issuer,
                                 const Serial& serial) {
  auto made = begin(X509_get_version(old.get()), serial, days, key);
  if (!made.ok()) return made.status();
  X509* certificate = made->get();
  X509* authority = issuer.certificate.get();
  if (X509_set_subject_name(certificate, X509_get_subject_name(old.get())) != 1 ||
      X509_set_issuer_name(certificate, X509_get_subject_name(authority)) != 1)
    return tls::openssl_fault("set the names of a certificate");
  for (int i = 0; i < X509_get_ext_count(old.get()); ++i)
    if (auto carried = carry_over(certificate, authority, X509_get_ext(old.get(), i)); !carried.ok()) return carried;
  return sign(*std::move(made), issuer.key);
}

Result<tls::CertificateRequest> request(const CertificateTemplate& content, const tls::Key& key) {
  auto made = begin_request(key);
  if (!made.ok()) return made.status();
  if (auto named = add_subject(X509_REQ_get_subject_name(made->get()), content.subject); !named.ok()) return named;
  const Extensions wanted{sk_X509_EXTENSION_new_null()};
  X509V3_CTX context{};
  X509V3_set_ctx(&context, nullptr, nullptr, made->get(), nullptr, 0);
  for (const auto& [nid, value] : content.extensions) {
    auto entry = extension(context, nid, value);
    if (!entry.ok()) return entry.status();
    if (auto added = collect(wanted, *std::move(entry)); !added.ok()) return added;
  }
  return sign(*std::move(made), wanted, key);
}

Result<tls::CertificateRequest> request_like(const tls::Certificate& old, const tls::Key& key) {
  auto made = begin_request(key);
  if (!made.ok()) return made.status();
  if (X509_REQ_set_subject_name(made->get(), X509_get_subject_name(old.get())) != 1)
    return tls::openssl_fault("set the subject of a certificate request");
  const Extensions wanted{sk_X509_EXTENSION_new_null()};
  for (int i = 0; i < X509_get_ext_count(old.get()); ++i) {
    X509_EXTENSION* entry = X509_get_ext(old.get(), i);
    if (is_key_identifier(entry)) continue;
    if (auto added = collect(wanted, Extension{X509_EXTENSION_dup(entry)}); !added.ok()) return added;
  }
  return sign(*std::move(made), wanted, key);
}

}  // namespace tlsgauge::pki
