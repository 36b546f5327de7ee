#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>

#include "fuzz.hpp"
#include "pki/certificate.hpp"
#include "pki/der/node.hpp"
#include "pki/key_pair.hpp"
#include "pki/lint.hpp"
#include "pki/pem.hpp"

// Certificates and keys of unknown content below their PEM, which mutations would only break: the input is the DER.

namespace {

using namespace tlsgauge;

constexpr auto kNames = std::to_array<std::string_view>({"server.pem", "ca.pem"});
constexpr std::int64_t kNow = 1'767'225'600;  // 2026-01-01

std::string pem_of(const char* name, const std::uint8_t* data, std::size_t size) {
  const tls::Bio out{BIO_new(BIO_s_mem())};
  PEM_write_bio(out.get(), name, "", data, static_cast<long>(size));
  char* text = nullptr;
  const auto length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

void lint(const std::string& pem) {
  static const fuzz::InputFiles files{kNames};
  files.fill(pem);
  const auto findings = pki::lint({files.path("server.pem"), files.path("ca.pem")}, kNow);
  if (!findings.ok()) return fuzz::require_fault(findings.status(), files.directory().string());
  for (const auto& finding : *findings) fuzz::require_line(finding.what);
}

/// What `certs renew` would make of it.
void renew(const tls::Certificate& old) {
  static const auto key = pki::make_key(pki::KeyKind::ec_p256);
  fuzz::require(key.ok(), "a key can be made");
  const auto request = pki::request_like(old, *key);
  if (!request.ok()) fuzz::require_line(message(request.status()));
  static const auto issuer = pki::self_signed({.subject = {.common_name = "ca"}, .extensions = {}, .days = 30}, *key,
                                              *pki::Serial::from_hex("01"));
  fuzz::require(issuer.ok(), "a certificate can be made");
  const pki::Authority authority{.certificate = tls::Certificate{X509_dup(issuer->get())},
                                 .key = tls::Key{EVP_PKEY_dup(key->get())}};
  const auto renewed = pki::reissue(old, 30, *key, authority, *pki::Serial::from_hex("02"));
  if (!renewed.ok()) return fuzz::require_line(message(renewed.status()));
  const auto der = pki::to_der(*renewed);
  fuzz::require(der.ok(), "a renewed certificate can be written");
  fuzz::require(X509_NAME_cmp(X509_get_subject_name(renewed->get()), X509_get_subject_name(old.get())) == 0,
                "a renewed certificate has the subject of the old one");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto* name : {PEM_STRING_X509, PEM_STRING_PKCS8INF}) lint(pem_of(name, data, size));

  const auto* at = data;
  const tls::Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(size))};
  if (certificate != nullptr) renew(certificate);
  return 0;
}
