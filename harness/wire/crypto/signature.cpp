#include "wire/crypto/signature.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <span>
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

/// Sets the padding that the scheme wants, but for its flaws.
bool configure(EVP_PKEY_CTX* context, const Scheme& by, const SignatureFlaws& flaws = {}) {
  if (!is_pss(by.algorithm)) return true;
  // RFC 8446 section 4.2.3: "The length of the Salt MUST be equal to the length of the output of the digest algorithm."
  const int salt = flaws.salt ? static_cast<int>(*flaws.salt) : RSA_PSS_SALTLEN_DIGEST;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt) == 1 &&
         (!flaws.mask ||
          EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, std::string{model::name(*flaws.mask)}.c_str(), nullptr) == 1);
}

/// RFC 8032 sections 5.1 and 5.2: L, the least significant octet first.
constexpr auto kOrderOfEd25519 = std::to_array<std::uint8_t>(
    {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
     0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10});
constexpr auto kOrderOfEd448 = std::to_array<std::uint8_t>(
    {0xf3, 0x44, 0x58, 0xab, 0x92, 0xc2, 0x78, 0x23, 0x55, 0x8f, 0xc5, 0x8d, 0x72, 0xc2, 0x6c, 0x21, 0x90, 0x36, 0xd6,
     0xae, 0x49, 0xdb, 0x4e, 0xc4, 0xe9, 0x23, 0xca, 0x7c, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 0x00});

/// Adds the order of the group to S, the second half: it verifies as before where nobody looks whether S is below it.
void unreduce(Algorithm algorithm, Octets& signature) {
  const View order = algorithm == Algorithm::ed25519 ? View{kOrderOfEd25519} : View{kOrderOfEd448};
  const auto s = std::span{signature}.last(order.size());
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += s[i] + unsigned{order[i]};
    s[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8U;
  }
}

}  // namespace

Result<Octets> sign(const tls::Key& key, model::SignatureScheme scheme, View content, const SignatureFlaws& flaws) {
  const auto* by = known(scheme);
  if (by == nullptr || !goes_with(EVP_PKEY_get_base_id(key.get()), by->algorithm))
    return unsupported("a key of this kind cannot sign by " + model::name(scheme));
  const DigestContext context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* settings = nullptr;
  Octets signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())));
  auto size = signature.size();
  const bool made = EVP_DigestSignInit(context.get(), &settings, method(by->hash), nullptr, key.get()) == 1 &&
                    configure(settings, *by, flaws) &&
                    EVP_DigestSign(context.get(), signature.data(), &size, content.data(), content.size()) == 1;
  if (!made) {
    // An RSA key too short for the hash, or one whose parameters allow another hash only.
    const auto fault = tls::openssl_fault("sign by " + model::name(scheme));
    return unsupported(tlsgauge::message(fault));
  }
  signature.resize(size);
  const bool edwards = by->algorithm == Algorithm::ed25519 || by->algorithm == Algorithm::ed448;
  if (flaws.unreduced && edwards) unreduce(by->algorithm, signature);
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
