#include "pki/forge/key_ring.hpp"

#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <charconv>
#include <memory>

namespace tlsgauge::pki {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, tls::FreeWith<&EVP_PKEY_CTX_free>>;

constexpr int kSmallest = 512;
constexpr int kLargest = 4096;

Result<int> bits(const std::string& kind, const std::string& text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value < kSmallest || value > kLargest)
    return bad_input("key kind '" + kind + "': has 512 to 4096 bits");
  return value;
}

Result<tls::Key> generate(EVP_PKEY_CTX* context, const std::string& kind) {
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_generate(context, &key) != 1) return tls::openssl_fault("generate a key pair of kind " + kind);
  return tls::Key{key};
}

Result<tls::Key> make_rsa(const char* type, const std::string& kind, int size) {
  const Context context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), size) != 1)
    return tls::openssl_fault("prepare a key pair of kind " + kind);
  return generate(context.get(), kind);
}

Result<tls::Key> make_dsa(const std::string& kind, int size) {
  const Context domain{EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr)};
  EVP_PKEY* found = nullptr;
  if (domain == nullptr || EVP_PKEY_paramgen_init(domain.get()) != 1 ||
      EVP_PKEY_CTX_set_dsa_paramgen_bits(domain.get(), size) != 1 || EVP_PKEY_paramgen(domain.get(), &found) != 1)
    return tls::openssl_fault("find parameters of kind " + kind);
  const tls::Key parameters{found};
  const Context context{EVP_PKEY_CTX_new_from_pkey(nullptr, parameters.get(), nullptr)};
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1)
    return tls::openssl_fault("prepare a key pair of kind " + kind);
  return generate(context.get(), kind);
}

Result<tls::Key> make_ec(const std::string& kind, const std::string& curve) {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve.c_str());
  if (key == nullptr) return tls::openssl_fault("generate a key pair of kind " + kind);
  return tls::Key{key};
}

/// The curve as its parameters instead of its name (RFC 3279 section 2.3.5, which RFC 5480 section 2.1.1 forbids).
Result<tls::Key> make_explicit_ec(const std::string& kind, const std::string& curve) {
  auto key = make_ec(kind, curve);
  if (key.ok() && EVP_PKEY_set_utf8_string_param(key->get(), OSSL_PKEY_PARAM_EC_ENCODING, "explicit") != 1)
    return tls::openssl_fault("write out the curve of a key of kind " + kind);
  return key;
}

Result<tls::Key> make(const std::string& kind) {
  const auto colon = kind.find(':');
  const auto type = kind.substr(0, colon);
  const auto parameter = colon == std::string::npos ? std::string{} : kind.substr(colon + 1);
  if (type == "ec") return make_ec(kind, parameter);
  if (type == "ec-explicit") return make_explicit_ec(kind, parameter);
  if (kind == "ed25519" || kind == "ed448") {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, kind == "ed448" ? "ED448" : "ED25519");
    if (key == nullptr) return tls::openssl_fault("generate a key pair of kind " + kind);
    return tls::Key{key};
  }
  if (type != "rsa" && type != "rsa-pss" && type != "dsa")
    return bad_input("'" + kind +
                     "' is no kind of key; write rsa:2048, rsa-pss:2048, ec:P-256, ed25519, ed448, dsa:1024");
  const auto size = bits(kind, parameter);
  if (!size.ok()) return size.status();
  if (type == "dsa") return make_dsa(kind, *size);
  return make_rsa(type == "rsa" ? "RSA" : "RSA-PSS", kind, *size);
}

}  // namespace

Result<const tls::Key*> KeyRing::get(const std::string& kind, const std::string& name) {
  const auto id = std::pair{kind, name};
  if (const auto known = keys_.find(id); known != keys_.end()) return &known->second;
  auto made = make(kind);
  if (!made.ok()) return made.status();
  return &(keys_[id] = *std::move(made));
}

}  // namespace tlsgauge::pki
