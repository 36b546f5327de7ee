#include "wire/crypto/premaster.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <span>

namespace tlsgauge::wire {

Octets rsa_premaster(Random& random) {
  constexpr std::size_t kSize = 48;
  Octets premaster(kSize);
  random.fill(premaster);
  premaster[0] = 3;
  premaster[1] = 3;
  return premaster;
}

std::optional<Octets> encrypt_rsa(const tls::Key& key, View premaster) {
  const tls::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
  std::size_t size = 0;
  const bool ready = EVP_PKEY_is_a(key.get(), "RSA") == 1 && context != nullptr &&
                     EVP_PKEY_encrypt_init(context.get()) == 1 &&
                     EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                     EVP_PKEY_encrypt(context.get(), nullptr, &size, premaster.data(), premaster.size()) == 1;
  Octets encrypted(size);
  const bool done =
      ready && EVP_PKEY_encrypt(context.get(), encrypted.data(), &size, premaster.data(), premaster.size()) == 1;
  ERR_clear_error();
  if (!done) return std::nullopt;
  encrypted.resize(size);
  return encrypted;
}

}  // namespace tlsgauge::wire
