#include "server/front/tls_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "core/file.hpp"
#include "server/front/certificate_files.hpp"
#include "server/front/wrong_protocol.hpp"
#include "server/front/wrong_verification.hpp"

namespace tlsgauge::server::front {
namespace {

constexpr std::string_view kSessionContext = "tlsgauge-server";

int choose_alpn_for(SSL* /*connection*/, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                    unsigned in_length, void* context) {
  const std::string_view offered{reinterpret_cast<const char*>(in), in_length};
  const auto& self = *static_cast<const TlsContext*>(context);
  const auto choose = self.fault().chooses != nullptr ? self.fault().chooses : &choose_alpn;
  const auto chosen = choose(self.served(), offered);
  if (!chosen) return SSL_TLSEXT_ERR_ALERT_FATAL;
  if (chosen->empty()) return SSL_TLSEXT_ERR_NOACK;
  *out = reinterpret_cast<const unsigned char*>(chosen->data());
  *out_length = static_cast<unsigned char>(chosen->size());
  return SSL_TLSEXT_ERR_OK;
}

/// RFC 6066 section 3: a server that was guided by the name says so.
int acknowledge_name(SSL* connection, int* /*alert*/, void* context) {
  const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
  const bool known = name != nullptr && static_cast<const TlsContext*>(context)->context_for(name) != nullptr;
  return known ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/// The first host_name of a server_name extension (RFC 6066 section 3); empty where there is none.
std::string_view host_name_in(std::string_view extension) {
  constexpr std::size_t kBefore = 5;  // length of the list, type, length of the name
  if (extension.size() < kBefore || extension[2] != TLSEXT_NAMETYPE_host_name) return {};
  const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(extension[at]); };
  const std::size_t length = (std::size_t{octet(3)} << 8U) | octet(4);
  return extension.size() - kBefore < length ? std::string_view{} : extension.substr(kBefore, length);
}

/// OpenSSL looks at a session before it calls back for server_name: only this early is the name's policy in force when
/// a ticket is judged.
int choose_by_name(SSL* connection, int* /*alert*/, void* context) {
  const unsigned char* extension = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(connection, TLSEXT_TYPE_server_name, &extension, &size) != 1)
    return SSL_CLIENT_HELLO_SUCCESS;
  const auto& self = *static_cast<const TlsContext*>(context);
  // An unknown name gets the default certificate, as in Go; the client decides whether that will do.
  if (auto* chosen = self.context_for(std::string{host_name_in({reinterpret_cast<const char*>(extension), size})}))
    self.choose(connection, chosen);
  return SSL_CLIENT_HELLO_SUCCESS;
}

SSL_TICKET_RETURN judge_ticket(SSL* connection, SSL_SESSION* session, const unsigned char* /*key_name*/,
                               std::size_t /*key_name_length*/, SSL_TICKET_STATUS status, void* context) {
  const auto& self = *static_cast<const TlsContext*>(context);
  if (status == SSL_TICKET_NO_DECRYPT && self.fault().minds_damaged_tickets) return SSL_TICKET_RETURN_ABORT;
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW) return SSL_TICKET_RETURN_IGNORE_RENEW;
  if (!self.resumes(connection, session)) return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
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
  for (const auto& authority : authorities)
    if (SSL_CTX_add_client_CA(context, authority.get()) != 1) return tls::openssl_fault("ask for a certificate");
  SSL_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return absl::OkStatus();
}

/// The octets of OpenSSL's ticket keys: a name, a key for HMAC, a key for AES.
Result<std::string> read_ticket_key(const NamedFile& file) {
  constexpr std::size_t kOctets = 80;
  auto key = core::read_file(file.path, kOctets + 1);
  if (!key.ok() || key->size() != kOctets)
    return bad_input(file.key + " " + file.path.string() + ": " +
                     (key.ok() ? "not 80 octets long" : message(key.status())) + "; make one with 'openssl rand 80'");
  return key;
}

Status seal_tickets(SSL_CTX* context, const NamedFile& file) {
  if (file.path.empty()) return absl::OkStatus();
  auto key = read_ticket_key(file);
  if (!key.ok()) return key.status();
  const auto size = static_cast<long>(key->size());
  const bool set = SSL_CTX_ctrl(context, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, size, key->data()) == 1;
  OPENSSL_cleanse(key->data(), key->size());
  return set ? absl::OkStatus() : tls::openssl_fault("use the key of tickets");
}

void set_resumption(SSL_CTX* context, const TlsPolicy& policy, bool mutual) {
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(kSessionContext.data()),
                                 static_cast<unsigned>(kSessionContext.size()));
  SSL_CTX_set_num_tickets(context, policy.tickets);
  if (policy.tickets == 0) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  // Tickets carry the whole state, as Go's do. Early data needs the server's memory too: a ticket is good once
  // (RFC 8446 section 8.1).
  const auto early_data = mutual ? 0 : policy.early_data;
  SSL_CTX_set_session_cache_mode(context, early_data > 0 ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(context, early_data);
  // Otherwise OpenSSL's own limit holds for what it passes over unread (RFC 8446 section 4.2.10), and none is accepted.
  if (early_data > 0) SSL_CTX_set_recv_max_early_data(context, early_data);
}

std::string lower_case(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsPolicy& policy, const TlsFiles& files,
                                                           const std::vector<NamedCertificate>& by_name) {
  const std::shared_ptr<TlsContext> self{new TlsContext{policy}};
  if (policy.mutual || std::ranges::any_of(by_name, &NamedCertificate::mutual)) {
    auto trust = ClientTrust::make(files.ca, policy.crl);
    if (!trust.ok()) return trust.status();
    self->trust_ = *std::move(trust);
  }
  auto context = self->make_context(files.chain, files.key, policy.mutual);
  if (!context.ok()) return context.status();
  self->default_ = *std::move(context);
  for (const auto& named : by_name) {
    auto special = self->make_context(named.chain, named.key, named.mutual);
    if (!special.ok()) return special.status();
    self->by_name_.insert_or_assign(lower_case(named.server_name), *std::move(special));
  }
  auto* first = self->default_.get();  // whose callbacks and ticket keys hold for every connection
  if (!by_name.empty()) {
    SSL_CTX_set_client_hello_cb(first, &choose_by_name, self.get());
    set_server_name_callback(first, &acknowledge_name, self.get());
  }
  SSL_CTX_set_session_ticket_cb(first, nullptr, &judge_ticket, self.get());
  return std::shared_ptr<const TlsContext>{self};
}

Result<tls::SslContext> TlsContext::make_context(const NamedFile& chain, const NamedFile& key, bool mutual) {
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
  set_resumption(context.get(), policy_, mutual);
  if (auto sealed = seal_tickets(context.get(), policy_.ticket_key); !sealed.ok()) return sealed;
  if (mutual) {
    if (auto status = require_client_certificate(context.get(), trust_->authorities()); !status.ok()) return status;
    if (policy_.fault != nullptr) commit(*policy_.fault, context.get(), policy_.served);
  }
  SSL_CTX_set_alpn_select_cb(context.get(), &choose_alpn_for, this);
  prepare(fault(), context.get());
  return context;
}

tls::Ssl TlsContext::new_connection() const {
  tls::Ssl connection{SSL_new(default_.get())};
  if (!connection) return connection;
  SSL_set_accept_state(connection.get());
  if (trust_) trust_->apply_to(connection.get());
  return connection;
}

void TlsContext::choose(SSL* connection, SSL_CTX* context) const {
  SSL_set_SSL_CTX(connection, context);
  SSL_set_verify(connection, SSL_CTX_get_verify_mode(context), nullptr);
  if (trust_) trust_->apply_to(connection);
}

bool TlsContext::resumes(SSL* connection, SSL_SESSION* session) const {
  if ((SSL_get_verify_mode(connection) & SSL_VERIFY_PEER) == 0) return true;
  auto* client = SSL_SESSION_get0_peer(session);
  const int error = client != nullptr ? trust_->verify(client) : X509_V_ERR_UNSPECIFIED;
  if (client != nullptr && error == X509_V_OK) return true;
  return fault().resumes != nullptr && fault().resumes({.anonymous = client == nullptr, .error = error});
}

const Fault& TlsContext::fault() const noexcept {
  static constexpr Fault kNone{.name = {}, .about = {}};
  return policy_.fault != nullptr ? *policy_.fault : kNone;
}

ssl_ctx_st* TlsContext::context_for(std::string server_name) const {
  const auto found = by_name_.find(lower_case(std::move(server_name)));
  return found == by_name_.end() ? nullptr : found->second.get();
}

}  // namespace tlsgauge::server::front
