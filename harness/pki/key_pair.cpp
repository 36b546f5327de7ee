#include "pki/key_pair.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <span>

#include "core/text.hpp"

namespace tlsgauge::pki {
namespace {

constexpr int kSmallestRsaBits = 2048;
constexpr int kLargestRsaBits = 8192;

Result<tls::Key> generated(EVP_PKEY* key) {
  if (key == nullptr) return tls::openssl_fault("generate a key pair");
  return tls::Key{key};
}

Result<tls::Key> make_rsa(int bits) {
  return generated(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
}

Result<tls::Key> make_ec(const char* group) { return generated(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", group)); }

Result<tls::Key> make_edwards(const char* type) { return generated(EVP_PKEY_Q_keygen(nullptr, nullptr, type)); }

bool is_edwards(const tls::Key& key) {
  return EVP_PKEY_is_a(key.get(), "ED25519") == 1 || EVP_PKEY_is_a(key.get(), "ED448") == 1;
}

std::string type_of(const tls::Key& key) {
  const char* type = EVP_PKEY_get0_type_name(key.get());
  return type != nullptr ? type : "an unknown type";
}

}  // namespace

Result<tls::Key> make_key(KeyKind kind) {
  switch (kind) {
    case KeyKind::rsa_2048: return make_rsa(2048);
    case KeyKind::rsa_3072: return make_rsa(3072);
    case KeyKind::ec_p256: return make_ec("P-256");
    case KeyKind::ec_p384: return make_ec("P-384");
    case KeyKind::ed25519: return make_edwards("ED25519");
  }
  return internal("key kind out of range");
}

Result<tls::Key> make_key_like(const tls::Key& model) {
  if (is_rsa(model)) return make_rsa(std::clamp(EVP_PKEY_get_bits(model.get()), kSmallestRsaBits, kLargestRsaBits));
  if (EVP_PKEY_is_a(model.get(), "EC") == 1) {
    char group[64];
    if (EVP_PKEY_get_group_name(model.get(), group, sizeof group, nullptr) != 1)
      return tls::openssl_fault("name the curve of an EC key");
    return make_ec(group);
  }
  if (is_edwards(model)) return make_edwards(type_of(model).c_str());
  return bad_input("a key of type " + type_of(model) + " cannot be renewed: use RSA, EC or Ed25519");
}

bool is_rsa(const tls::Key& key) { return EVP_PKEY_is_a(key.get(), "RSA") == 1; }

bool same_public_key(const tls::Key& one, const tls::Key& other) {
  return one != nullptr && other != nullptr && EVP_PKEY_eq(one.get(), other.get()) == 1;
}

tls::Key public_key(const tls::Certificate& certificate) { return tls::Key{X509_get_pubkey(certificate.get())}; }

std::string public_key_digest(const tls::Key& key) {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key.get(), &der);
  if (length <= 0) return {};
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const bool hashed = EVP_Digest(der, static_cast<std::size_t>(length), digest, &size, EVP_sha256(), nullptr) == 1;
  CRYPTO_free(der, __FILE__, __LINE__);
  if (!hashed) return {};
  return core::hexadecimal(std::span{digest}.first(size));
}

const EVP_MD* signature_digest(const tls::Key& key) { return is_edwards(key) ? nullptr : EVP_sha256(); }

}  // namespace tlsgauge::pki
