#include "wire/crypto/premaster.hpp"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "hexadecimal.hpp"
#include "rsa_key.hpp"

namespace tlsgauge::wire {
namespace {

constexpr std::size_t kModulus = 256;

Octets decrypted(View encrypted, int padding) {
  const tls::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, rsa().get(), nullptr)};
  Octets plain(kModulus);
  auto size = plain.size();
  EXPECT_EQ(EVP_PKEY_decrypt_init(context.get()), 1);
  EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(context.get(), padding), 1);
  EXPECT_EQ(EVP_PKEY_decrypt(context.get(), plain.data(), &size, encrypted.data(), encrypted.size()), 1);
  plain.resize(size);
  return plain;
}

TEST(PremasterBlock, IsWhatOpensslTakesOff) {
  Random random{1};
  auto block = premaster_block(random);
  fit_block(block, modulus_size(rsa()), random);
  const auto encrypted = encrypt_rsa(rsa(), encode(block));
  ASSERT_TRUE(encrypted);
  const auto premaster = decrypted(*encrypted, RSA_PKCS1_PADDING);
  EXPECT_EQ(premaster, premaster_of(block));
  EXPECT_EQ(premaster.size(), 48U);
  EXPECT_EQ(to_hex(View{premaster}.first(2)), "0303");
}

TEST(PremasterBlock, HasNoZeroInItsPadding) {
  Random random{2};
  for (int n = 0; n < 50; ++n) {
    auto block = premaster_block(random);
    fit_block(block, kModulus, random);
    const auto& padding = block.part("padding")->octets;
    EXPECT_EQ(padding.size(), kModulus - 3 - 48);
    EXPECT_EQ(std::ranges::count(padding, 0), 0);
  }
}

TEST(PremasterBlock, IsFittedByTheEndOfItsPaddingWhateverWasChanged) {
  Random random{3};
  auto block = premaster_block(random);
  block.part("padding")->octets = from_hex("aa00");
  block.part("random")->octets.resize(10);
  fit_block(block, kModulus, random);
  EXPECT_EQ(block.size(), kModulus);
  EXPECT_EQ(to_hex(View{encode(block)}.first(4)), "0002aa00");
  EXPECT_EQ(premaster_of(block).size(), 12U);
  block.part("random")->octets.resize(100);
  fit_block(block, kModulus, random);
  EXPECT_EQ(block.size(), kModulus);
  std::erase_if(block.parts, [](const Field& part) { return part.name == "separator" || part.name == "random"; });
  fit_block(block, kModulus, random);
  EXPECT_EQ(block.size(), kModulus);
  EXPECT_EQ(to_hex(premaster_of(block)), "0303");
}

TEST(PremasterBlock, IsEncryptedAsItIs) {
  Random random{4};
  auto block = premaster_block(random);
  block.part("block_type")->octets = {1};
  fit_block(block, kModulus, random);
  const auto encrypted = encrypt_rsa(rsa(), encode(block));
  ASSERT_TRUE(encrypted);
  EXPECT_EQ(decrypted(*encrypted, RSA_NO_PADDING), encode(block));
}

TEST(PremasterBlock, ThatIsNoNumberBelowTheModulusIsNotEncrypted) {
  EXPECT_EQ(encrypt_rsa(rsa(), Octets(kModulus, 0xff)), std::nullopt);
  EXPECT_EQ(encrypt_rsa(rsa(), Octets(kModulus + 1, 1)), std::nullopt);
  const tls::Key p256{EVP_EC_gen("P-256")};
  EXPECT_EQ(modulus_size(p256), 0U);
  EXPECT_EQ(encrypt_rsa(p256, Octets(kModulus, 1)), std::nullopt);
  EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue is left for another connection to find";
}

}  // namespace
}  // namespace tlsgauge::wire
