#include "component/wire/peer.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <map>
#include <utility>

namespace tlsgauge::wire {
namespace {

tls::Key make_key(const std::string& kind) {
  constexpr std::size_t kRsaBits = 2048;
  if (kind == "RSA") return tls::Key{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kRsaBits)};
  if (kind.starts_with("P-")) return tls::Key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind.c_str())};
  return tls::Key{EVP_PKEY_Q_keygen(nullptr, nullptr, kind.c_str())};
}

tls::Certificate sign_itself(const tls::Key& key) {
  constexpr long kDay = 86400;
  tls::Certificate certificate{X509_new()};
  auto* x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), kDay);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(x509, X509_get_subject_name(x509));
  X509_set_pubkey(x509, key.get());
  const bool brings_digest = EVP_PKEY_is_a(key.get(), "ED25519") == 1 || EVP_PKEY_is_a(key.get(), "ED448") == 1;
  X509_sign(x509, key.get(), brings_digest ? nullptr : EVP_sha256());
  return certificate;
}

int choose_first(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                 unsigned /*offered_size*/, void* /*argument*/) {
  *size = offered[0];
  *chosen = offered + 1;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Credentials SelfSigned::credentials() const {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  Octets octets{der, der + size};
  OPENSSL_free(der);
  EVP_PKEY_up_ref(key.get());
  return {.chain = {std::move(octets)}, .key = tls::Key{key.get()}};
}

const SelfSigned& self_signed(const std::string& kind) {
  static std::map<std::string, SelfSigned> made;
  const auto known = made.find(kind);
  if (known != made.end()) return known->second;
  SelfSigned fresh{.key = make_key(kind), .certificate = nullptr};
  fresh.certificate = sign_itself(fresh.key);
  return made.emplace(kind, std::move(fresh)).first->second;
}

Server::Server(const ServerOptions& options)
    : context_{SSL_CTX_new(TLS_server_method())}, early_data_{options.early_data} {
  auto* context = context_.get();
  const auto& identity = self_signed(options.key);
  SSL_CTX_use_certificate(context, identity.certificate.get());
  SSL_CTX_use_PrivateKey(context, identity.key.get());
  if (options.suites.starts_with("TLS_")) {
    SSL_CTX_set_ciphersuites(context, options.suites.c_str());
  } else if (!options.suites.empty()) {
    SSL_CTX_set_cipher_list(context, options.suites.c_str());
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  }
  if (!options.groups.empty()) SSL_CTX_set1_groups_list(context, options.groups.c_str());
  if (options.asks_for_certificate)
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       [](int /*good*/, X509_STORE_CTX* /*store*/) { return 1; });
  if (early_data_) SSL_CTX_set_max_early_data(context, 1U << 14U);
  if (!options.tickets) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  if (options.renegotiates) SSL_CTX_set_options(context, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  constexpr std::array<unsigned char, 4> kSessionContext{'t', 'e', 's', 't'};
  SSL_CTX_set_session_id_context(context, kSessionContext.data(), kSessionContext.size());
  SSL_CTX_set_alpn_select_cb(context, choose_first, nullptr);
  accept();
}

void Server::accept() {
  // OpenSSL forgets the sessions of a connection that ends without close_notify.
  if (ssl_ != nullptr) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_accept_state(ssl_.get());
  early_done_ = !early_data_;
  heard_.clear();
  error_.clear();
}

bool Server::done() const { return SSL_is_init_finished(ssl_.get()) == 1; }

Octets Server::drain() {
  auto* out = SSL_get_wbio(ssl_.get());
  Octets octets(BIO_ctrl_pending(out));
  if (!octets.empty()) BIO_read(out, octets.data(), static_cast<int>(octets.size()));
  return octets;
}

void Server::read() {
  std::array<char, 4096> chunk{};
  if (!early_done_) {
    std::size_t size = 0;
    int result = SSL_READ_EARLY_DATA_SUCCESS;
    while (result == SSL_READ_EARLY_DATA_SUCCESS) {
      result = SSL_read_early_data(ssl_.get(), chunk.data(), chunk.size(), &size);
      if (result != SSL_READ_EARLY_DATA_ERROR) heard_.append(chunk.data(), size);
    }
    if (result == SSL_READ_EARLY_DATA_FINISH) early_done_ = true;
    if (!early_done_) return;
  }
  for (int n = 1; n > 0;) {
    n = SSL_read(ssl_.get(), chunk.data(), chunk.size());
    if (n > 0) heard_.append(chunk.data(), static_cast<std::size_t>(n));
  }
}

Octets Server::take(View octets) {
  BIO_write(SSL_get_rbio(ssl_.get()), octets.data(), static_cast<int>(octets.size()));
  ERR_clear_error();
  read();
  if (const auto code = ERR_peek_error(); code != 0) {
    const char* reason = ERR_reason_error_string(code);
    error_ = reason == nullptr ? "unknown" : reason;
    ERR_clear_error();
  }
  return drain();
}

Octets Server::say(const std::string& text) {
  SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
  return drain();
}

void converse(Client& client, PlainOutbox& outbox, Server& server) {
  while (!outbox.octets().empty()) {
    const auto answer = server.take(std::exchange(outbox.octets(), {}));
    if (!answer.empty()) client.receive(answer);
  }
}

void converse(Client& client, ScriptedOutbox& outbox, Server& server) {
  while (!outbox.effects().empty()) {
    for (const auto& effect : std::exchange(outbox.effects(), {})) {
      const auto* write = std::get_if<WriteOctets>(&effect);
      if (write == nullptr) continue;
      const auto answer = server.take(write->octets);
      if (!answer.empty()) client.receive(answer);
    }
  }
}

}  // namespace tlsgauge::wire
