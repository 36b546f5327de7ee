#include "load/context.hpp"

#include <openssl/ssl.h>

#include "tls/client_context.hpp"

namespace tlsgauge::load {
namespace {

Status restrict_to(ssl_ctx_st* context, const TlsOptions& tls) {
  if (!tls.groups.empty() &&
      SSL_CTX_ctrl(context, SSL_CTRL_SET_GROUPS_LIST, 0, const_cast<char*>(tls.groups.c_str())) != 1)
    return bad_input(message(tls::openssl_fault("use the groups '" + tls.groups + "'")) +
                     "; they are named as OpenSSL does, in its case: X25519:P-256");
  if (!tls.signatures.empty() &&
      SSL_CTX_ctrl(context, SSL_CTRL_SET_SIGALGS_LIST, 0, const_cast<char*>(tls.signatures.c_str())) != 1)
    return tls::openssl_fault("use the signature algorithms '" + tls.signatures + "'");
  if (!tls.ciphers.empty()) {
    const bool only_1_3 = tls.versions.oldest == model::TlsVersion::tls1_3;
    const int set = only_1_3 ? SSL_CTX_set_ciphersuites(context, tls.ciphers.c_str())
                             : SSL_CTX_set_cipher_list(context, tls.ciphers.c_str());
    if (set != 1) return tls::openssl_fault("use the ciphers '" + tls.ciphers + "'");
  }
  return absl::OkStatus();
}

}  // namespace

Result<tls::SslContext> context_for(const TlsOptions& tls) {
  auto context = tls::client_context({.trust = tls.client.trust,
                                      .certificate = tls.client.certificate,
                                      .key = tls.client.key,
                                      .versions = tls.versions,
                                      .alpn = tls.alpn.empty() ? std::vector<std::string>{} : std::vector{tls.alpn}});
  if (!context.ok()) return context;
  if (!tls.verify) SSL_CTX_set_verify(context->get(), SSL_VERIFY_NONE, nullptr);
  // A buffer that is freed after each record is allocated anew for the next, and without read-ahead each record costs
  // two reads.
  SSL_CTX_clear_mode(context->get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_ctrl(context->get(), SSL_CTRL_SET_READ_AHEAD, 1, nullptr);
  if (auto status = restrict_to(context->get(), tls); !status.ok()) return status;
  return context;
}

std::set<std::string> ciphers_of(ssl_ctx_st* context) {
  std::set<std::string> names;
  const auto* ciphers = SSL_CTX_get_ciphers(context);
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i)
    names.emplace(SSL_CIPHER_standard_name(sk_SSL_CIPHER_value(ciphers, i)));
  return names;
}

}  // namespace tlsgauge::load
