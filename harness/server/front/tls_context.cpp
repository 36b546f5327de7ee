#include "server/front/tls_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "core/file.hpp"
#include "server/front/certificate_files.hpp"

namespace tlsgauge::server::front {
namespace {

constexpr std::string_view kSessionContext = "tlsgauge-server";

int choose_alpn_for(SSL* /*connection*/, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                    unsigned in_length, void* context) {
  const std::string_view offered{reinterpret_cast<const char*>(in), in_length};
  const auto chosen = choose_alpn(static_cast<const TlsContext*>(context)->served(), offered);
  if (!chosen) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = reinterpret_cast<const unsigned char*>(chosen->data());
  *out_length = static_cast<unsigned char>(chosen->size());
  return SSL_TLSEXT_ERR_OK;
}

int choose_certificate_for(SSL* connection, int* /*alert*/, void* context) {
  const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  auto* chosen = static_cast<const TlsContext*>(context)->context_for(name);
  // An unknown name gets the default certificate, as in Go; the client decides whether that will do.
  if (chosen == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_SSL_CTX(connection, chosen);
  return SSL_TLSEXT_ERR_OK;
}

/// SSL_CTX_set_tlsext_servername_callback, which is a macro with C casts.
void set_server_name_callback(SSL_CTX* context, int (*callback)(SSL*, int*, void*), void* argument) {
  SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, reinterpret_cast<void (*)()>(callback));
  SSL_CTX_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, argument);
}

Status use_identity(SSL_CTX* context, const CertifiedKey& identity) {
  if (SSL_CTX_use_certificate(context, identity.chain.front().get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, identity.key.get()) != 1)
    return tls::openssl_fault("use the certificate");
  for (auto each = identity.chain.begin() + 1; each != identity.chain.end(); ++each)
    if (SSL_CTX_add1_chain_cert(context, each->get()) != 1) return tls::openssl_fault("use the chain");
  return absl::OkStatus();
}

Status require_client_certificate(SSL_CTX* context, const std::vector<tls::Certificate>& authorities) {
  auto* anchors = SSL_CTX_get_cert_store(context);
  for (const auto& authority : authorities)
    if (X509_STORE_add_cert(anchors, authority.get()) != 1 || SSL_CTX_add_client_CA(context, authority.get()) != 1)
      return tls::openssl_fault("trust a certificate");
  SSL_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return absl::OkStatus();
}

Status check_revocation(SSL_CTX* context, const NamedFile& crl) {
  auto* store = SSL_CTX_get_cert_store(context);
  auto* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, crl.path.c_str(), X509_FILETYPE_PEM) < 1) {
    const auto status = tls::openssl_fault("read a revocation list");
    return bad_input(crl.key + " " + crl.path.string() + ": " + message(status) +
                     "; give a file with -----BEGIN X509 CRL-----");
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
  return absl::OkStatus();
}

void set_resumption(SSL_CTX* context, const TlsPolicy& policy) {
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(kSessionContext.data()),
                                 static_cast<unsigned>(kSessionContext.size()));
  SSL_CTX_set_num_tickets(context, policy.tickets);
  if (policy.tickets == 0) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  // Tickets carry the whole state, as Go's do. Early data needs the server's memory too: a ticket is good once
  // (RFC 8446 section 8.1).
  SSL_CTX_set_session_cache_mode(context, policy.early_data > 0 ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(context, policy.early_data);
  SSL_CTX_set_recv_max_early_data(context, policy.early_data);
}

std::string lower_case(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsPolicy& policy, const TlsFiles& files,
                                                           const std::vector<NamedCertificate>& by_name) {
  std::vector<tls::Certificate> authorities;
  if (policy.mutual) {
    auto loaded = load_certificates(files.ca);
    if (!loaded.ok()) return loaded.status();
    authorities = *std::move(loaded);
  }
  const std::shared_ptr<TlsContext> self{new TlsContext{policy}};
  auto context = self->make_context(files.chain, files.key, authorities);
  if (!context.ok()) return context.status();
  self->default_ = *std::move(context);
  for (const auto& named : by_name) {
    auto special = self->make_context(named.chain, named.key, authorities);
    if (!special.ok()) return special.status();
    self->by_name_.insert_or_assign(lower_case(named.server_name), *std::move(special));
  }
  if (!by_name.empty()) set_server_name_callback(self->default_.get(), &choose_certificate_for, self.get());
  return std::shared_ptr<const TlsContext>{self};
}

Result<tls::SslContext> TlsContext::make_context(const NamedFile& chain, const NamedFile& key,
                                                 const std::vector<tls::Certificate>& authorities) {
  auto identity = load_certified_key(chain, key);
  if (!identity.ok()) return identity.status();
  tls::SslContext context{SSL_CTX_new(TLS_server_method())};
  if (!context || SSL_CTX_set_min_proto_version(context.get(), static_cast<int>(policy_.oldest)) != 1)
    return tls::openssl_fault("prepare TLS");
  // Without NO_AUTO_CHAIN OpenSSL would complete the chain from the trust store: a file that lacks an intermediate
  // would seem to work.
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  if (auto status = use_identity(context.get(), *identity); !status.ok())
    return bad_input(chain.key + " " + chain.path.string() + ": " + message(status));
  if (policy_.mutual) {
    if (auto status = require_client_certificate(context.get(), authorities); !status.ok()) return status;
    if (!policy_.crl.path.empty())
      if (auto status = check_revocation(context.get(), policy_.crl); !status.ok()) return status;
    if (policy_.fault != nullptr) commit(*policy_.fault, context.get(), policy_.served);
  }
  set_resumption(context.get(), policy_);
  SSL_CTX_set_alpn_select_cb(context.get(), &choose_alpn_for, this);
  return context;
}

tls::Ssl TlsContext::new_connection() const {
  tls::Ssl connection{SSL_new(default_.get())};
  if (connection) SSL_set_accept_state(connection.get());
  return connection;
}

ssl_ctx_st* TlsContext::context_for(std::string server_name) const {
  const auto found = by_name_.find(lower_case(std::move(server_name)));
  return found == by_name_.end() ? nullptr : found->second.get();
}

}  // namespace tlsgauge::server::front
