#include "tls/forged_identity.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tls/pem_chain.hpp"
#include "tls/private_key.hpp"

namespace tlsgauge::tls {
namespace {

using Number = std::unique_ptr<BIGNUM, FreeWith<&BN_clear_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<&OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, FreeWith<&OSSL_PARAM_free>>;

void free_octets(unsigned char* octets) { OPENSSL_free(octets); }
using Written = std::unique_ptr<unsigned char, FreeWith<&free_octets>>;

Status cannot_send(const std::string& why) {
  return unsupported("OpenSSL's client cannot send this certificate: " + why);
}

/// One certificate, if OpenSSL writes it as it reads it.
Result<Certificate> faithful(std::span<const std::uint8_t> der) {
  const auto* at = der.data();
  Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (certificate == nullptr) return cannot_send(message(openssl_fault("read it")));
  unsigned char* again = nullptr;
  const int length = i2d_X509(certificate.get(), &again);
  const Written written{again};
  if (std::cmp_not_equal(length, der.size()) || !std::equal(der.begin(), der.end(), again))
    return cannot_send("it would write another encoding than this one");
  return certificate;
}

Result<std::vector<Certificate>> read_chain(const std::filesystem::path& file) {
  const auto encoded = read_pem_chain(file);
  if (!encoded.ok()) return encoded.status();
  std::vector<Certificate> chain;
  for (const auto& der : *encoded) {
    auto certificate = faithful(der);
    if (!certificate.ok()) return certificate.status();
    chain.push_back(*std::move(certificate));
  }
  return chain;
}

Result<Number> number_of(const EVP_PKEY* key, const char* parameter) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, parameter, &number) != 1) return openssl_fault("take a key apart");
  return Number{number};
}

Result<std::vector<unsigned char>> octets_of(const EVP_PKEY* key, const char* parameter) {
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key, parameter, nullptr, 0, &size) != 1) return openssl_fault("take a key apart");
  std::vector<unsigned char> octets(size);
  if (EVP_PKEY_get_octet_string_param(key, parameter, octets.data(), size, &size) != 1)
    return openssl_fault("take a key apart");
  octets.resize(size);
  return octets;
}

Result<Key> key_from(const OSSL_PARAM_BLD* builder, const EVP_PKEY* type) {
  const Parameters parameters{OSSL_PARAM_BLD_to_param(const_cast<OSSL_PARAM_BLD*>(builder))};
  const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, EVP_PKEY_get0_type_name(type), nullptr)};
  EVP_PKEY* key = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1)
    return openssl_fault("put a key together");
  return Key{key};
}

/// Public exponent and modulus of one key, private exponent of the other. Without the primes, OpenSSL does not notice
/// that what it signs with does not fit.
Result<Key> rsa_with_the_look_of(const EVP_PKEY* shown, const EVP_PKEY* used) {
  const auto modulus = number_of(shown, OSSL_PKEY_PARAM_RSA_N);
  const auto exponent = number_of(shown, OSSL_PKEY_PARAM_RSA_E);
  const auto secret = number_of(used, OSSL_PKEY_PARAM_RSA_D);
  const ParameterBuilder builder{OSSL_PARAM_BLD_new()};
  for (const auto& status : {modulus.status(), exponent.status(), secret.status()})
    if (!status.ok()) return status;
  if (builder == nullptr || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus->get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent->get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, secret->get()) != 1)
    return openssl_fault("put an RSA key together");
  return key_from(builder.get(), shown);
}

/// The public point of one key, the secret of the other, on the curve of both.
Result<Key> ec_with_the_look_of(const EVP_PKEY* shown, const EVP_PKEY* used) {
  std::array<char, 64> group{};
  if (EVP_PKEY_get_group_name(shown, group.data(), group.size(), nullptr) != 1)
    return openssl_fault("name the curve of a key");
  const auto point = octets_of(shown, OSSL_PKEY_PARAM_PUB_KEY);
  const auto secret = number_of(used, OSSL_PKEY_PARAM_PRIV_KEY);
  const ParameterBuilder builder{OSSL_PARAM_BLD_new()};
  for (const auto& status : {point.status(), secret.status()})
    if (!status.ok()) return status;
  if (builder == nullptr ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point->data(), point->size()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret->get()) != 1)
    return openssl_fault("put an EC key together");
  return key_from(builder.get(), shown);
}

/// A key that OpenSSL takes for that of `certificate`, and that signs with `key`.
Result<Key> passing_as_the_key_of(const Certificate& certificate, Key key) {
  const auto* shown = X509_get0_pubkey(certificate.get());
  if (shown == nullptr) return cannot_send(message(openssl_fault("read its public key")));
  if (EVP_PKEY_eq(shown, key.get()) == 1) return key;
  ERR_clear_error();
  const char* type = EVP_PKEY_get0_type_name(shown);
  if (type == nullptr || EVP_PKEY_is_a(key.get(), type) != 1)
    return cannot_send("the key that is to sign is of another type than the certificate's");
  if (EVP_PKEY_is_a(shown, "RSA") == 1) return rsa_with_the_look_of(shown, key.get());
  if (EVP_PKEY_is_a(shown, "EC") == 1) return ec_with_the_look_of(shown, key.get());
  return cannot_send(std::string{"it has no way to sign with another key of type "} + type);
}

}  // namespace

Status present_forged(SSL_CTX* context, const std::filesystem::path& chain_file,
                      const std::filesystem::path& key_file) {
  SSL_CTX_set_security_level(context, 0);  // it would keep weak certificates from being sent
  auto chain = read_chain(chain_file);
  if (!chain.ok()) return chain.status();
  auto key = read_private_key(key_file);
  if (!key.ok()) return key.status();
  const auto signing = passing_as_the_key_of(chain->front(), *std::move(key));
  if (!signing.ok()) return signing.status();
  if (SSL_CTX_use_certificate(context, chain->front().get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, signing->get()) != 1)
    return cannot_send(message(openssl_fault("use it")));
  for (std::size_t i = 1; i < chain->size(); ++i)
    if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1)
      return cannot_send(message(openssl_fault("add an issuer")));
  return absl::OkStatus();
}

}  // namespace tlsgauge::tls
