#include "wire/crypto/signature.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tlsgauge::wire {
namespace {

namespace scheme = model::signature_scheme;
using DigestMethod = std::unique_ptr<EVP_MD, tls::FreeWith<&EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, tls::FreeWith<&EVP_MD_CTX_free>>;

enum class Algorithm : std::uint8_t { pss_rsae, pss_pss, pkcs1, ecdsa, ed25519, ed448 };
enum class Prehash : std::uint8_t { sha256, sha384, sha512, sha1, none };

struct Scheme {
  model::SignatureScheme id;
  Algorithm algorithm;
  Prehash hash;
  std::string_view curve;  ///< as OpenSSL calls it; empty where the scheme names none
};

/// RFC 8446 section 4.2.3. What a client prefers stands first.
constexpr auto kSchemes = std::to_array<Scheme>({
    {scheme::ecdsa_secp256r1_sha256, Algorithm::ecdsa, Prehash::sha256, "prime256v1"},
    {scheme::ecdsa_secp384r1_sha384, Algorithm::ecdsa, Prehash::sha384, "secp384r1"},
    {scheme::ecdsa_secp521r1_sha512, Algorithm::ecdsa, Prehash::sha512, "secp521r1"},
    {scheme::ed25519, Algorithm::ed25519, Prehash::none, {}},
    {scheme::ed448, Algorithm::ed448, Prehash::none, {}},
    {scheme::rsa_pss_rsae_sha256, Algorithm::pss_rsae, Prehash::sha256, {}},
    {scheme::rsa_pss_rsae_sha384, Algorithm::pss_rsae, Prehash::sha384, {}},
    {scheme::rsa_pss_rsae_sha512, Algorithm::pss_rsae, Prehash::sha512, {}},
    {scheme::rsa_pss_pss_sha256, Algorithm::pss_pss, Prehash::sha256, {}},
    {scheme::rsa_pss_pss_sha384, Algorithm::pss_pss, Prehash::sha384, {}},
    {scheme::rsa_pss_pss_sha512, Algorithm::pss_pss, Prehash::sha512, {}},
    {scheme::rsa_pkcs1_sha256, Algorithm::pkcs1, Prehash::sha256, {}},
    {scheme::rsa_pkcs1_sha384, Algorithm::pkcs1, Prehash::sha384, {}},
    {scheme::rsa_pkcs1_sha512, Algorithm::pkcs1, Prehash::sha512, {}},
    {scheme::ecdsa_sha1, Algorithm::ecdsa, Prehash::sha1, {}},
    {scheme::rsa_pkcs1_sha1, Algorithm::pkcs1, Prehash::sha1, {}},
});

const Scheme* known(model::SignatureScheme id) {
  const auto* found = std::ranges::find(kSchemes, id, &Scheme::id);
  return found == kSchemes.end() ? nullptr : found;
}

/// Fetched once: OpenSSL 3.0 looks up by name what it is not given. Null for none.
const EVP_MD* method(Prehash hash) {
  static const std::array<DigestMethod, 5> methods{
      DigestMethod{EVP_MD_fetch(nullptr, "SHA256", nullptr)}, DigestMethod{EVP_MD_fetch(nullptr, "SHA384", nullptr)},
      DigestMethod{EVP_MD_fetch(nullptr, "SHA512", nullptr)}, DigestMethod{EVP_MD_fetch(nullptr, "SHA1", nullptr)},
      DigestMethod{}};
  return methods[static_cast<std::size_t>(hash)].get();
}

bool is_pss(Algorithm algorithm) { return algorithm == Algorithm::pss_rsae || algorithm == Algorithm::pss_pss; }

/// Whether that algorithm can be computed with that key at all.
bool goes_with(int key_type, Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::pss_rsae:
    case Algorithm::pss_pss: return key_type == EVP_PKEY_RSA || key_type == EVP_PKEY_RSA_PSS;
    case Algorithm::pkcs1: return key_type == EVP_PKEY_RSA;
    case Algorithm::ecdsa: return key_type == EVP_PKEY_EC;
    case Algorithm::ed25519: return key_type == EVP_PKEY_ED25519;
    case Algorithm::ed448: return key_type == EVP_PKEY_ED448;
  }
  return false;
}

/// Whether that algorithm was meant for a key of that type. RFC 8446 section 4.2.3 on rsa_pss_rsae: "it MUST use the
/// rsaEncryption OID"; on rsa_pss_pss: "it MUST use the RSASSA-PSS OID".
bool is_meant_for(int key_type, Algorithm algorithm) {
  if (algorithm == Algorithm::pss_rsae) return key_type == EVP_PKEY_RSA;
  if (algorithm == Algorithm::pss_pss) return key_type == EVP_PKEY_RSA_PSS;
  return goes_with(key_type, algorithm);
}

std::string curve_of(const tls::Key& key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key.get(), name.data(), name.size(), &size) != 1) ERR_clear_error();
  return {name.data(), size};
}

/// Sets the padding that the scheme wants.
bool configure(EVP_PKEY_CTX* context, const Scheme& by) {
  // RFC 8446 section 4.2.3: "The length of the Salt MUST be equal to the length of the output of the digest algorithm."
  return !is_pss(by.algorithm) || (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                                   EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

}  // namespace

Result<Octets> sign(const tls::Key& key, model::SignatureScheme scheme, View content) {
  const auto* by = known(scheme);
  if (by == nullptr || !goes_with(EVP_PKEY_get_base_id(key.get()), by->algorithm))
    return unsupported("a key of this kind cannot sign by " + model::name(scheme));
  const DigestContext context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* settings = nullptr;
  Octets signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())));
  auto size = signature.size();
  const bool made = EVP_DigestSignInit(context.get(), &settings, method(by->hash), nullptr, key.get()) == 1 &&
                    configure(settings, *by) &&
                    EVP_DigestSign(context.get(), signature.data(), &size, content.data(), content.size()) == 1;
  if (!made) {
    // An RSA key too short for the hash, or one whose parameters allow another hash only.
    const auto fault = tls::openssl_fault("sign by " + model::name(scheme));
    return unsupported(message(fault));
  }
  signature.resize(size);
  return signature;
}

bool verify(const tls::Key& key, model::SignatureScheme scheme, View content, View signature, bool any_curve) {
  const auto* by = known(scheme);
  if (by == nullptr || !is_meant_for(EVP_PKEY_get_base_id(key.get()), by->algorithm)) return false;
  if (!any_curve && !by->curve.empty() && curve_of(key) != by->curve) return false;
  const DigestContext context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* settings = nullptr;
  const bool holds =
      EVP_DigestVerifyInit(context.get(), &settings, method(by->hash), nullptr, key.get()) == 1 &&
      configure(settings, *by) &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), content.data(), content.size()) == 1;
  if (!holds) ERR_clear_error();
  return holds;
}

std::vector<model::SignatureScheme> schemes_of(const tls::Key& key) {
  const auto type = EVP_PKEY_get_base_id(key.get());
  const auto curve = type == EVP_PKEY_EC ? curve_of(key) : std::string{};
  const bool curve_has_scheme = std::ranges::find(kSchemes, curve, &Scheme::curve) != kSchemes.end() && !curve.empty();
  const auto can_sign = [&](const Scheme& by) {
    if (!is_meant_for(type, by.algorithm)) return false;
    if (curve_has_scheme && !by.curve.empty()) return by.curve == curve;
    // RFC 8017 section 9.1.1: "If emLen < hLen + sLen + 2, output 'encoding error'", and the salt is as long as the
    // hash.
    return !is_pss(by.algorithm) || EVP_PKEY_get_size(key.get()) >= 2 * EVP_MD_get_size(method(by.hash)) + 2;
  };
  std::vector<model::SignatureScheme> schemes;
  for (const auto& by : kSchemes) {
    if (can_sign(by)) schemes.push_back(by.id);
  }
  return schemes;
}

}  // namespace tlsgauge::wire
