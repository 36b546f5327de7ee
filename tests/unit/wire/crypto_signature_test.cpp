#include "wire/crypto/signature.hpp"

#include <gmock/gmock.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>

#include "hexadecimal.hpp"
#include "rfc8448.hpp"
#include "rsa_key.hpp"
#include "wire/crypto/hash.hpp"

namespace tlsgauge::wire {
namespace {

using testing::ElementsAre;
namespace scheme = model::signature_scheme;
using BigNumber = std::unique_ptr<BIGNUM, tls::FreeWith<&BN_free>>;

tls::Key generated(const char* kind, int bits = 0) {
  const tls::KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)};
  EVP_PKEY* key = nullptr;
  EXPECT_EQ(EVP_PKEY_keygen_init(context.get()), 1);
  if (bits != 0) {
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits), 1);
  }
  EXPECT_EQ(EVP_PKEY_keygen(context.get(), &key), 1);
  return tls::Key{key};
}

// Each kind of key, made once: those of RSA take long.
const tls::Key& short_rsa() {
  static const auto key = generated("RSA", 1024);
  return key;
}
const tls::Key& rsa_pss() {
  static const auto key = generated("RSA-PSS", 2048);
  return key;
}
const tls::Key& p256() {
  static const tls::Key key{EVP_EC_gen("P-256")};
  return key;
}
const tls::Key& p384() {
  static const tls::Key key{EVP_EC_gen("P-384")};
  return key;
}
const tls::Key& p521() {
  static const tls::Key key{EVP_EC_gen("P-521")};
  return key;
}
const tls::Key& ed25519() {
  static const auto key = generated("ED25519");
  return key;
}
const tls::Key& ed448() {
  static const auto key = generated("ED448");
  return key;
}

struct SchemeCase {
  model::SignatureScheme scheme;
  const tls::Key& (*key)();
  const EVP_MD* (*hash)();
  bool pss = false;
};

const EVP_MD* none() { return nullptr; }

std::string scheme_title(const testing::TestParamInfo<SchemeCase>& test) { return model::name(test.param.scheme); }

class Scheme : public testing::TestWithParam<SchemeCase> {
 protected:
  /// Begins what OpenSSL does by itself, with what the scheme wants.
  [[nodiscard]] static bool configure(EVP_PKEY_CTX* settings) {
    return !GetParam().pss || (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
                               EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1);
  }

  EVP_PKEY* key_ = GetParam().key().get();
  Octets content_ = from_text("what both sides have said");
  std::unique_ptr<EVP_MD_CTX, tls::FreeWith<&EVP_MD_CTX_free>> openssl_{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* settings_ = nullptr;
};

TEST_P(Scheme, SignsWhatOpensslVerifies) {
  const auto signature = sign(GetParam().key(), GetParam().scheme, content_);
  ASSERT_TRUE(signature.ok()) << tlsgauge::message(signature.status());
  ASSERT_EQ(EVP_DigestVerifyInit(openssl_.get(), &settings_, GetParam().hash(), nullptr, key_), 1);
  ASSERT_TRUE(configure(settings_));
  EXPECT_EQ(EVP_DigestVerify(openssl_.get(), signature->data(), signature->size(), content_.data(), content_.size()),
            1);
}

TEST_P(Scheme, VerifiesWhatOpensslSigns) {
  ASSERT_EQ(EVP_DigestSignInit(openssl_.get(), &settings_, GetParam().hash(), nullptr, key_), 1);
  ASSERT_TRUE(configure(settings_));
  Octets signature(1024);
  auto size = signature.size();
  ASSERT_EQ(EVP_DigestSign(openssl_.get(), signature.data(), &size, content_.data(), content_.size()), 1);
  signature.resize(size);
  EXPECT_TRUE(verify(GetParam().key(), GetParam().scheme, content_, signature, false));
}

TEST_P(Scheme, RefusesWhatWasChanged) {
  const auto good = sign(GetParam().key(), GetParam().scheme, content_);
  ASSERT_TRUE(good.ok());
  const auto holds = [&](const Octets& signature) {
    return verify(GetParam().key(), GetParam().scheme, content_, signature, true);
  };
  EXPECT_TRUE(holds(*good));
  for (std::size_t octet = 0; octet < good->size(); octet += 13) {
    auto changed = *good;
    changed[octet] ^= 0x10U;
    EXPECT_FALSE(holds(changed)) << octet;
  }
  auto longer = *good;
  longer.push_back(0);
  EXPECT_FALSE(holds(longer));
  EXPECT_FALSE(holds({}));
  content_.back() ^= 1U;
  EXPECT_FALSE(holds(*good));
  EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue is left for another connection to find";
}

TEST_P(Scheme, HoldsForNoOtherScheme) {
  const auto signature = sign(GetParam().key(), GetParam().scheme, content_);
  ASSERT_TRUE(signature.ok());
  for (const auto other : {scheme::rsa_pkcs1_sha1, scheme::ecdsa_sha1, scheme::rsa_pkcs1_sha256,
                           scheme::ecdsa_secp256r1_sha256, scheme::ecdsa_secp384r1_sha384, scheme::rsa_pss_rsae_sha256,
                           scheme::rsa_pss_pss_sha256, scheme::rsa_pss_rsae_sha384, scheme::ed25519, scheme::ed448,
                           model::SignatureScheme{0x0202}, model::SignatureScheme{0x0a0a}}) {
    if (other != GetParam().scheme) {
      EXPECT_FALSE(verify(GetParam().key(), other, content_, *signature, true)) << model::name(other);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Signature, Scheme,
                         testing::Values(SchemeCase{scheme::rsa_pkcs1_sha1, rsa, EVP_sha1},
                                         SchemeCase{scheme::rsa_pkcs1_sha256, rsa, EVP_sha256},
                                         SchemeCase{scheme::rsa_pkcs1_sha384, rsa, EVP_sha384},
                                         SchemeCase{scheme::rsa_pkcs1_sha512, rsa, EVP_sha512},
                                         SchemeCase{scheme::rsa_pss_rsae_sha256, rsa, EVP_sha256, true},
                                         SchemeCase{scheme::rsa_pss_rsae_sha384, rsa, EVP_sha384, true},
                                         SchemeCase{scheme::rsa_pss_rsae_sha512, rsa, EVP_sha512, true},
                                         SchemeCase{scheme::rsa_pss_pss_sha256, rsa_pss, EVP_sha256, true},
                                         SchemeCase{scheme::rsa_pss_pss_sha384, rsa_pss, EVP_sha384, true},
                                         SchemeCase{scheme::rsa_pss_pss_sha512, rsa_pss, EVP_sha512, true},
                                         SchemeCase{scheme::ecdsa_sha1, p256, EVP_sha1},
                                         SchemeCase{scheme::ecdsa_secp256r1_sha256, p256, EVP_sha256},
                                         SchemeCase{scheme::ecdsa_secp384r1_sha384, p384, EVP_sha384},
                                         SchemeCase{scheme::ecdsa_secp521r1_sha512, p521, EVP_sha512},
                                         SchemeCase{scheme::ed25519, ed25519, none},
                                         SchemeCase{scheme::ed448, ed448, none}),
                         scheme_title);

TEST(Signature, OfTheServerInRfc8448Holds) {
  // RFC 8446 section 4.4.3: 64 spaces, the context string, a zero, the transcript's hash.
  Transcript transcript;
  transcript.choose(Hash::sha256);
  for (const auto message : {rfc8448::simple::kClientHello, rfc8448::simple::kServerHello,
                             rfc8448::simple::kEncryptedExtensions, rfc8448::simple::kCertificate})
    transcript.add(from_hex(message));
  Octets content(64, ' ');
  append(content, from_text("TLS 1.3, server CertificateVerify"));
  content.push_back(0);
  append(content, transcript.hash().view());

  const auto certificate = from_hex(rfc8448::simple::kCertificate);
  const auto* der = certificate.data() + 11;  // header, context, lengths of the list and of the certificate
  const tls::Certificate parsed{d2i_X509(nullptr, &der, static_cast<long>(certificate.size() - 13))};
  ASSERT_NE(parsed, nullptr);
  const tls::Key key{X509_get_pubkey(parsed.get())};
  const auto message = from_hex(rfc8448::simple::kCertificateVerify);
  EXPECT_TRUE(verify(key, scheme::rsa_pss_rsae_sha256, content, View{message}.subspan(8), false));
}

TEST(Signature, OfTls13NamesItsCurveAndOfTls12DoesNot) {
  const auto content = from_text("content");
  const auto signature = sign(p384(), scheme::ecdsa_secp256r1_sha256, content);
  ASSERT_TRUE(signature.ok());
  EXPECT_FALSE(verify(p384(), scheme::ecdsa_secp256r1_sha256, content, *signature, false));
  EXPECT_TRUE(verify(p384(), scheme::ecdsa_secp256r1_sha256, content, *signature, true));
}

TEST(Signature, ByPssIsOfTheKeyThatTheSchemeNames) {
  const auto content = from_text("content");
  const auto signature = sign(rsa(), scheme::rsa_pss_pss_sha256, content);
  ASSERT_TRUE(signature.ok()) << "a client may do what its certificate does not allow";
  EXPECT_FALSE(verify(rsa(), scheme::rsa_pss_pss_sha256, content, *signature, false));
  EXPECT_TRUE(verify(rsa(), scheme::rsa_pss_rsae_sha256, content, *signature, false));
}

TEST(Signature, CannotBeMadeWhereKeyAndSchemeDoNotGoTogether) {
  const auto code = [](const tls::Key& key, model::SignatureScheme by) {
    return sign(key, by, from_text("content")).status().code();
  };
  constexpr auto kCannot = absl::StatusCode::kUnimplemented;
  EXPECT_EQ(code(rsa(), scheme::ecdsa_secp256r1_sha256), kCannot);
  EXPECT_EQ(code(p256(), scheme::rsa_pss_rsae_sha256), kCannot);
  EXPECT_EQ(code(ed25519(), scheme::ed448), kCannot);
  EXPECT_EQ(code(rsa_pss(), scheme::rsa_pkcs1_sha256), kCannot);
  EXPECT_EQ(code(short_rsa(), scheme::rsa_pss_rsae_sha512), kCannot) << "130 octets do not go into 128";
  EXPECT_EQ(code(rsa(), model::SignatureScheme{0x0a0a}), kCannot) << "a GREASE value";
  EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue is left for another connection to find";
}

/// Whether OpenSSL verifies a signature of SHA-256 by RSASSA-PSS that has a salt of `salt` octets and a mask by `mask`.
bool is_pss_with(View signature, View content, int salt, const EVP_MD* mask) {
  const std::unique_ptr<EVP_MD_CTX, tls::FreeWith<&EVP_MD_CTX_free>> context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* settings = nullptr;
  const bool holds =
      EVP_DigestVerifyInit(context.get(), &settings, EVP_sha256(), nullptr, rsa().get()) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
      EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, salt) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(settings, mask) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), content.data(), content.size()) == 1;
  ERR_clear_error();
  return holds;
}

TEST(FlawedSignature, ByPssHasAnotherSaltAndNothingElse) {
  const auto content = from_text("content");
  for (const int salt : {0, 20, 31, 33, 222}) {
    const auto signature = sign(rsa(), scheme::rsa_pss_rsae_sha256, content, {.salt = static_cast<std::size_t>(salt)});
    ASSERT_TRUE(signature.ok()) << salt;
    EXPECT_FALSE(verify(rsa(), scheme::rsa_pss_rsae_sha256, content, *signature, false)) << salt;
    EXPECT_TRUE(is_pss_with(*signature, content, salt, EVP_sha256())) << salt;
  }
  EXPECT_TRUE(absl::IsUnimplemented(sign(rsa(), scheme::rsa_pss_rsae_sha256, content, {.salt = 223}).status()))
      << "256 octets hold a digest, a salt of 222 and two more";
}

TEST(FlawedSignature, ByPssHasAnotherMaskAndNothingElse) {
  const auto content = from_text("content");
  const auto signature = sign(rsa(), scheme::rsa_pss_rsae_sha256, content, {.mask = model::MaskHash::sha384});
  ASSERT_TRUE(signature.ok());
  EXPECT_FALSE(verify(rsa(), scheme::rsa_pss_rsae_sha256, content, *signature, false));
  EXPECT_TRUE(is_pss_with(*signature, content, RSA_PSS_SALTLEN_DIGEST, EVP_sha384()));
}

/// RFC 8032 section 5.1.7: "Decode the second half as an integer S, in the range 0 <= s < L."
TEST(FlawedSignature, ByEddsaHasTheOrderOfTheGroupTooMuch) {
  const auto content = from_text("content");
  struct EdwardsCurve {
    model::SignatureScheme scheme;
    const tls::Key& key;
    const char* order;
  };
  for (const auto& [by, key, order] :
       {EdwardsCurve{scheme::ed25519, ed25519(), "1000000000000000000000000000000014DEF9DEA2F79CD65812631A5CF5D3ED"},
        EdwardsCurve{
            scheme::ed448, ed448(),
            "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7CCA23E9C44EDB49AED63690216CC2728DC58F552378C2"
            "92AB5844F3"}}) {
    const auto good = sign(key, by, content);  // it is the same each time
    const auto flawed = sign(key, by, content, {.unreduced = true});
    ASSERT_TRUE(good.ok() && flawed.ok());
    EXPECT_FALSE(verify(key, by, content, *flawed, false));
    const auto half = good->size() / 2;
    EXPECT_TRUE(std::ranges::equal(View{*good}.first(half), View{*flawed}.first(half)));
    const auto number = [half](View octets) {
      return BigNumber{BN_lebin2bn(octets.last(half).data(), static_cast<int>(half), nullptr)};
    };
    BIGNUM* read = nullptr;
    ASSERT_NE(BN_hex2bn(&read, order), 0);
    const BigNumber l{read};
    const BigNumber sum{BN_new()};
    ASSERT_EQ(BN_add(sum.get(), number(*good).get(), l.get()), 1);
    EXPECT_EQ(BN_cmp(sum.get(), number(*flawed).get()), 0) << model::name(by);
  }
}

TEST(FlawedSignature, IsARightOneWhereTheSchemeHasNoSuchThing) {
  const auto content = from_text("content");
  const SignatureFlaws flaws{.salt = 0, .mask = model::MaskHash::sha1, .unreduced = true};
  const auto signature = sign(p256(), scheme::ecdsa_secp256r1_sha256, content, flaws);
  ASSERT_TRUE(signature.ok());
  EXPECT_TRUE(verify(p256(), scheme::ecdsa_secp256r1_sha256, content, *signature, false));
}

TEST(SchemesOf, AreThoseOfTheKeyWithTheBestInFront) {
  EXPECT_THAT(schemes_of(rsa()),
              ElementsAre(scheme::rsa_pss_rsae_sha256, scheme::rsa_pss_rsae_sha384, scheme::rsa_pss_rsae_sha512,
                          scheme::rsa_pkcs1_sha256, scheme::rsa_pkcs1_sha384, scheme::rsa_pkcs1_sha512,
                          scheme::rsa_pkcs1_sha1));
  EXPECT_THAT(schemes_of(rsa_pss()),
              ElementsAre(scheme::rsa_pss_pss_sha256, scheme::rsa_pss_pss_sha384, scheme::rsa_pss_pss_sha512));
  EXPECT_THAT(schemes_of(p256()), ElementsAre(scheme::ecdsa_secp256r1_sha256, scheme::ecdsa_sha1));
  EXPECT_THAT(schemes_of(p521()), ElementsAre(scheme::ecdsa_secp521r1_sha512, scheme::ecdsa_sha1));
  EXPECT_THAT(schemes_of(ed25519()), ElementsAre(scheme::ed25519));
  EXPECT_THAT(schemes_of(ed448()), ElementsAre(scheme::ed448));
}

TEST(SchemesOf, LeaveOutWhatAShortKeyCannotDo) {
  const auto schemes = schemes_of(short_rsa());
  EXPECT_EQ(std::ranges::count(schemes, scheme::rsa_pss_rsae_sha512), 0);
  for (const auto each : schemes) EXPECT_TRUE(sign(short_rsa(), each, from_text("content")).ok()) << model::name(each);
}

TEST(SchemesOf, AreAllOfEcdsaWhereTheCurveHasNone) {
  const tls::Key key{EVP_EC_gen("secp256k1")};
  EXPECT_THAT(schemes_of(key), ElementsAre(scheme::ecdsa_secp256r1_sha256, scheme::ecdsa_secp384r1_sha384,
                                           scheme::ecdsa_secp521r1_sha512, scheme::ecdsa_sha1));
}

}  // namespace
}  // namespace tlsgauge::wire
