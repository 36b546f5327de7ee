#include "server/front/client_trust.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

#include "server/front/certificate_files.hpp"
#include "server/log.hpp"

namespace tlsgauge::server::front {

Result<std::unique_ptr<ClientTrust>> ClientTrust::make(const NamedFile& ca, const NamedFile& crl) {
  auto authorities = load_certificates(ca);
  if (!authorities.ok()) return authorities.status();
  std::unique_ptr<ClientTrust> trust{new ClientTrust{crl, *std::move(authorities)}};
  std::error_code ignored;  // what is missing is said by load()
  if (!crl.path.empty()) trust->read_at_ = std::filesystem::last_write_time(crl.path, ignored);
  auto store = trust->load();
  if (!store.ok()) return store.status();
  trust->store_ = *std::move(store);
  return trust;
}

Result<tls::Store> ClientTrust::load() const {
  tls::Store store{X509_STORE_new()};
  if (store == nullptr || X509_STORE_set_purpose(store.get(), X509_PURPOSE_SSL_CLIENT) != 1)
    return tls::openssl_fault("prepare the verification of clients");
  for (const auto& authority : authorities_)
    if (X509_STORE_add_cert(store.get(), authority.get()) != 1) return tls::openssl_fault("trust a certificate");
  if (crl_.path.empty()) return store;
  auto* lookup = X509_STORE_add_lookup(store.get(), X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, crl_.path.c_str(), X509_FILETYPE_PEM) < 1) {
    const auto status = tls::openssl_fault("read a revocation list");
    return bad_input(crl_.key + " " + crl_.path.string() + ": " + message(status) +
                     "; give a file with -----BEGIN X509 CRL-----");
  }
  X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return store;
}

tls::Store ClientTrust::current() {
  const std::scoped_lock lock{mutex_};
  std::error_code gone;
  const auto written = crl_.path.empty() ? read_at_ : std::filesystem::last_write_time(crl_.path, gone);
  if (!gone && written != read_at_) {
    read_at_ = written;
    if (auto store = load(); store.ok())
      store_ = *std::move(store);
    else
      log_warning("the former revocation lists stay in force", {{"reason", message(store.status())}});
  }
  X509_STORE_up_ref(store_.get());
  return tls::Store{store_.get()};
}

void ClientTrust::apply_to(SSL* connection) {
  const auto store = current();
  SSL_set1_verify_cert_store(connection, store.get());
}

int ClientTrust::verify(X509* certificate) {
  const auto store = current();
  const tls::StoreContext context{X509_STORE_CTX_new()};
  if (context == nullptr || X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) != 1)
    return X509_V_ERR_OUT_OF_MEM;
  return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

}  // namespace tlsgauge::server::front
