#include "pki/forge/key_ring.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>
#include <vector>

#include "core/file.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {
namespace {

using Number = std::unique_ptr<BIGNUM, tls::FreeWith<&BN_clear_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, tls::FreeWith<&EVP_PKEY_CTX_free>>;

constexpr int kSmallest = 512;
constexpr int kLargest = 4096;
constexpr int kGiant = 16384;

Result<int> bits(const std::string& kind, const std::string& text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value < kSmallest || value > kGiant)
    return bad_input("key kind '" + kind + "': has 512 to 16384 bits");
  return value;
}

Result<tls::Key> generate(EVP_PKEY_CTX* context, const std::string& kind) {
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_generate(context, &key) != 1) return tls::openssl_fault("generate a key pair of kind " + kind);
  return tls::Key{key};
}

/// `key` with 1 for every exponent. What is signed with it is the padded message itself.
Result<tls::Key> with_exponent_1(const tls::Key& key, const std::string& kind) {
  const std::unique_ptr<OSSL_PARAM_BLD, tls::FreeWith<&OSSL_PARAM_BLD_free>> builder{OSSL_PARAM_BLD_new()};
  std::vector<Number> numbers;  // the builder points to them
  const auto put = [&](const char* name, BIGNUM* number) {
    numbers.emplace_back(number);
    return number != nullptr && OSSL_PARAM_BLD_push_BN(builder.get(), name, number) == 1;
  };
  bool complete = builder != nullptr;
  for (const auto* name : {OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
                           OSSL_PKEY_PARAM_RSA_COEFFICIENT1}) {
    BIGNUM* number = nullptr;
    complete = complete && EVP_PKEY_get_bn_param(key.get(), name, &number) == 1 && put(name, number);
  }
  for (const auto* name :
       {OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2})
    complete = complete && put(name, BN_dup(BN_value_one()));
  if (!complete) return tls::openssl_fault("take a key pair of kind " + kind + " apart");
  const std::unique_ptr<OSSL_PARAM, tls::FreeWith<&OSSL_PARAM_free>> parameters{OSSL_PARAM_BLD_to_param(builder.get())};
  const Context context{EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr)};
  EVP_PKEY* made = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, parameters.get()) != 1)
    return tls::openssl_fault("put a key pair of kind " + kind + " together");
  return tls::Key{made};
}

/// The most primes that OpenSSL allows for so many bits: they are found so much faster than two.
int most_primes(int size) { return size < 1024 ? 2 : size < 4096 ? 3 : size < 8192 ? 4 : 5; }

Result<tls::Key> make_rsa(const char* type, const std::string& kind, int size, int primes) {
  const Context context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), size) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_primes(context.get(), primes) != 1)
    return tls::openssl_fault("prepare a key pair of kind " + kind);
  return generate(context.get(), kind);
}

/// With another public exponent than 65537. The private key of 1 is 1: anybody can sign with it, which is the point.
Result<tls::Key> make_rsa_with_exponent(const std::string& kind, int size, unsigned exponent) {
  constexpr unsigned kSmallestOfOpenSsl = 3;
  const Number wanted{BN_new()};
  const Context context{EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr)};
  if (wanted == nullptr || BN_set_word(wanted.get(), std::max(exponent, kSmallestOfOpenSsl)) != 1 ||
      context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), size) != 1 ||
      EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), wanted.get()) != 1)
    return tls::openssl_fault("prepare a key pair of kind " + kind);
  auto key = generate(context.get(), kind);
  if (!key.ok() || exponent >= kSmallestOfOpenSsl) return key;
  return with_exponent_1(*key, kind);
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

Result<tls::Key> make(const std::string& kind, bool quick) {
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
  if (type != "rsa" && type != "rsa-pss" && type != "rsa-e1" && type != "rsa-e3" && type != "dsa")
    return bad_input("'" + kind +
                     "' is no kind of key; write rsa:2048, rsa-pss:2048, ec:P-256, ed25519, ed448, dsa:1024");
  const auto size = bits(kind, parameter);
  if (!size.ok()) return size.status();
  if (*size > kLargest) return bad_input("key kind '" + kind + "': only rsa: can have more than 4096 bits");
  if (type == "rsa-e1" || type == "rsa-e3") return make_rsa_with_exponent(kind, *size, type == "rsa-e1" ? 1 : 3);
  if (type == "dsa") return make_dsa(kind, *size);
  constexpr int kOrdinary = 2048;  // smaller ones are found in no time
  const int primes = quick && *size >= kOrdinary ? most_primes(*size) : 2;
  return make_rsa(type == "rsa" ? "RSA" : "RSA-PSS", kind, *size, primes);
}

}  // namespace

Result<tls::Key> KeyRing::giant(const std::string& kind, int bits) const {
  const auto file = giants_ / ("rsa-" + std::to_string(bits) + ".pem");
  std::error_code ignored;
  if (!giants_.empty() && std::filesystem::exists(file, ignored)) {
    auto contents = read_pem(file);
    if (!contents.ok()) return contents.status();
    if (contents->key == nullptr) return bad_input(file.string() + ": holds no private key; remove it");
    return std::move(contents->key);
  }
  if (giants_.empty() || effort_ == Effort::quick)
    return unsupported("its key of " + std::to_string(bits) +
                       " bits takes half a minute to make; 'tlsgauge certs forge' makes one, and keeps it");
  auto key = make_rsa("RSA", kind, bits, most_primes(bits));
  if (!key.ok()) return key;
  const auto text = to_pem(*key);
  if (!text.ok()) return text.status();
  if (auto made = core::make_directory(giants_, core::Readers::owner_only); !made.ok()) return made;
  if (auto written = core::write_file(file, *text, core::Readers::owner_only); !written.ok()) return written;
  return key;
}

Result<const tls::Key*> KeyRing::get(const std::string& kind, const std::string& name) {
  const auto id = std::pair{kind, name};
  if (const auto known = keys_.find(id); known != keys_.end()) return &known->second;
  constexpr std::string_view kRsa = "rsa:";
  const auto size = kind.starts_with(kRsa) ? bits(kind, kind.substr(kRsa.size())) : Result<int>{0};
  auto made = size.ok() && *size > kLargest ? giant(kind, *size) : make(kind, effort_ == Effort::quick);
  if (!made.ok()) return made.status();
  return &(keys_[id] = *std::move(made));
}

}  // namespace tlsgauge::pki
