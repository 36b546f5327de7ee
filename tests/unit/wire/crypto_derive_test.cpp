#include "wire/crypto/derive.hpp"

#include <gmock/gmock.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>

#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

Octets counting(unsigned first, unsigned last) {
  Octets octets;
  for (auto octet = first; octet <= last; ++octet) octets.push_back(static_cast<std::uint8_t>(octet));
  return octets;
}

TEST(HkdfExtract, GivesThePseudorandomKeysOfRfc5869) {
  EXPECT_EQ(to_hex(hkdf_extract(Hash::sha256, counting(0, 0x0c), Octets(22, 0x0b)).view()),
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
  EXPECT_EQ(to_hex(hkdf_extract(Hash::sha256, counting(0x60, 0xaf), counting(0, 0x4f)).view()),
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244");
  EXPECT_EQ(to_hex(hkdf_extract(Hash::sha256, {}, Octets(22, 0x0b)).view()),
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
}

/// HKDF-Expand by OpenSSL.
Octets expanded(const char* hash, Octets key, Octets info, std::size_t size) {
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free};
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context{EVP_KDF_CTX_new(kdf.get()),
                                                                          &EVP_KDF_CTX_free};
  std::string name{hash};
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name.data(), 0),
                              OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
                              OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
                              OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode), OSSL_PARAM_construct_end()};
  Octets out(size);
  EXPECT_EQ(EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data()), 1);
  return out;
}

TEST(HkdfExpandLabel, ExpandsAsOpensslDoesAtAnyLength) {
  for (const auto size : {1U, 12U, 31U, 32U, 33U, 48U, 97U, 255U * 32U}) {
    for (const auto context : {0U, 1U, 48U, 255U}) {
      Octets info;
      append_number(info, size, 2);
      append_number(info, std::string_view{"tls13 key"}.size(), 1);
      append(info, from_text("tls13 key"));
      append_number(info, context, 1);
      append(info, Octets(context, 0x5a));
      Octets out(size);
      hkdf_expand_label(Hash::sha256, Octets(32, 7), "key", Octets(context, 0x5a), out);
      EXPECT_EQ(to_hex(out), to_hex(expanded("SHA256", Octets(32, 7), info, size))) << size << ", " << context;
      hkdf_expand_label(Hash::sha384, Octets(48, 7), "key", Octets(context, 0x5a), out);
      EXPECT_EQ(to_hex(out), to_hex(expanded("SHA384", Octets(48, 7), info, size))) << size << ", " << context;
    }
  }
}

// The vectors that the TLS working group's list had for TLS 1.2:
// https://www.ietf.org/mail-archive/web/tls/current/msg03416.html
TEST(Prf, GivesTheVectorsOfTheWorkingGroup) {
  Octets out(100);
  prf(Hash::sha256, from_hex("9bbe436ba940f017b17652849a71db35"), "test label",
      from_hex("a0ba9f936cda311827a6f796ffd5198c"), out);
  EXPECT_EQ(
      to_hex(out),
      "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077d"
      "ef17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66");
  out.resize(148);
  prf(Hash::sha384, from_hex("b80b733d6ceefcdc71566ea48e5567df"), "test label",
      from_hex("cd665cf6a8447dd6ff8b27555edb7465"), out);
  EXPECT_EQ(
      to_hex(out),
      "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed"
      "2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec4"
      "79e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f");
}

}  // namespace
}  // namespace tlsgauge::wire
