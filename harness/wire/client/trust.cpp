#include "wire/client/trust.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <utility>

namespace tlsgauge::wire {
namespace {

/// RFC 8446 section 6.2 names an alert for each of these.
model::Alert alert_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: return model::alerts::certificate_expired;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return model::alerts::unknown_ca;
    case X509_V_ERR_INVALID_PURPOSE: return model::alerts::unsupported_certificate;
    default: return model::alerts::bad_certificate;
  }
}

bool expect_name(X509_VERIFY_PARAM* parameters, const std::string& name) {
  if (name.empty()) return true;
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1) return true;
  ERR_clear_error();  // it is no address
  return X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), name.size()) == 1;
}

}  // namespace

Result<Trust> Trust::from_file(const std::filesystem::path& file) {
  tls::Store store{X509_STORE_new()};
  if (store == nullptr) return tls::openssl_fault("make a store of trust anchors");
  if (file.empty()) {
    if (X509_STORE_set_default_paths(store.get()) != 1) return tls::openssl_fault("load the system's trust anchors");
    return Trust{std::move(store)};
  }
  // Users hand out the server's own certificate as the anchor; without this flag only a self-signed one would do.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  if (X509_STORE_load_file(store.get(), file.c_str()) != 1)
    return tls::openssl_fault("load the trust anchors " + file.string());
  return Trust{std::move(store)};
}

std::optional<Objection> Trust::objection(const Chain& chain, const std::string& server_name) const {
  if (chain.leaf == nullptr)
    return Objection{.alert = model::alerts::bad_certificate, .reason = "no X.509 certificate"};
  const tls::StoreContext context{X509_STORE_CTX_new()};
  if (X509_STORE_CTX_init(context.get(), store_.get(), chain.leaf.get(), chain.issuers.get()) != 1)
    return Objection{.alert = model::alerts::bad_certificate, .reason = "OpenSSL cannot verify it"};
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  if (!expect_name(X509_STORE_CTX_get0_param(context.get()), server_name))
    return Objection{.alert = model::alerts::bad_certificate, .reason = "the name " + server_name + " is none"};
  const bool good = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (good) return std::nullopt;
  const int error = X509_STORE_CTX_get_error(context.get());
  return Objection{.alert = alert_of(error),
                   .reason = std::string{"certificate verify failed: "} + X509_verify_cert_error_string(error)};
}

}  // namespace tlsgauge::wire
