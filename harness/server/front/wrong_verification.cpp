#include "server/front/wrong_verification.hpp"

#include <openssl/ssl.h>

#include "server/front/findings.hpp"

namespace tlsgauge::server::front {
namespace {

const Fault& fault_of(const SSL_CTX* context) { return *static_cast<const Fault*>(SSL_CTX_get_ex_data(context, 0)); }

/// Goes on after a finding that the fault of the connection's context forgives, or deals with later.
int on_finding(int good, Verification found) {
  const SSL* connection = connection_of(found);
  const auto& fault = fault_of(SSL_get_SSL_CTX(connection));
  const bool later = fault.aftermath != Aftermath::refuses;
  if (good == 1 || !(later || (fault.forgives != nullptr && fault.forgives(found)))) return good;
  if (later) SSL_set_ex_data(const_cast<SSL*>(connection), 0, const_cast<Fault*>(&fault));
  X509_STORE_CTX_set_error(found, X509_V_OK);
  return 1;
}

int verify(Verification verification, void* argument) {
  const auto& fault = *static_cast<const Fault*>(argument);
  if (fault.accepts != nullptr && fault.accepts(verification)) {
    X509_STORE_CTX_set_error(verification, X509_V_OK);
    return 1;
  }
  X509_STORE_CTX_set_verify_cb(verification, &on_finding);
  if (X509_verify_cert(verification) != 1) return 0;
  if (fault.refuses == nullptr || !fault.refuses(verification)) return 1;
  X509_STORE_CTX_set_error(verification, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

}  // namespace

Aftermath aftermath_of(SSL* connection) {
  const auto* fault = static_cast<const Fault*>(SSL_get_ex_data(connection, 0));
  return fault == nullptr ? Aftermath::refuses : fault->aftermath;
}

void commit(const Fault& fault, SSL_CTX* context, Protocols served) {
  SSL_CTX_set_ex_data(context, 0, const_cast<Fault*>(&fault));
  SSL_CTX_set_cert_verify_callback(context, &verify, const_cast<Fault*>(&fault));
  if (fault.configures != nullptr) fault.configures(context, served);
}

}  // namespace tlsgauge::server::front
