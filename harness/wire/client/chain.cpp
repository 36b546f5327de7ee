#include "wire/client/chain.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

namespace tlsgauge::wire {
namespace {

tls::Certificate read(View der) {
  const auto* at = der.data();
  return tls::Certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
}

}  // namespace

void free_certificates(stack_st_X509* certificates) noexcept { sk_X509_pop_free(certificates, X509_free); }

Chain read_chain(const std::vector<Octets>& octets) {
  Chain chain;
  chain.issuers.reset(sk_X509_new_null());
  if (!octets.empty()) chain.leaf = read(octets.front());
  for (std::size_t i = 1; i < octets.size(); ++i) {
    auto issuer = read(octets[i]);
    if (issuer != nullptr && sk_X509_push(chain.issuers.get(), issuer.get()) > 0) (void)issuer.release();
  }
  if (chain.leaf != nullptr) chain.key.reset(X509_get_pubkey(chain.leaf.get()));
  ERR_clear_error();
  return chain;
}

}  // namespace tlsgauge::wire
