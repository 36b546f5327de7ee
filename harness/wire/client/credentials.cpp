#include "wire/client/credentials.hpp"

#include <openssl/x509.h>

#include <new>
#include <utility>

#include "tls/pem_chain.hpp"
#include "tls/private_key.hpp"

namespace tlsgauge::wire {

Octets public_key_of(const tls::Key& key) {
  const int size = i2d_PUBKEY(key.get(), nullptr);
  // Of a key that could be read, nothing but memory may be missing.
  if (size < 0) throw std::bad_alloc{};
  Octets octets(static_cast<std::size_t>(size));
  auto* to = octets.data();
  i2d_PUBKEY(key.get(), &to);
  return octets;
}

Result<Credentials> read_credentials(const std::filesystem::path& chain, const std::filesystem::path& key) {
  auto certificates = tls::read_pem_chain(chain);
  if (!certificates.ok()) return certificates.status();
  auto signing = tls::read_private_key(key);
  if (!signing.ok()) return signing.status();
  return Credentials{.chain = *std::move(certificates), .key = *std::move(signing)};
}

}  // namespace tlsgauge::wire
