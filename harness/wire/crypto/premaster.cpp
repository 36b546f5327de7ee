#include "wire/crypto/premaster.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

namespace tlsgauge::wire {

Field premaster_block(Random& random) {
  constexpr std::size_t kRandom = 46;
  constexpr std::uint64_t kEncryption = 2;
  constexpr std::uint64_t kTls12 = 0x0303;
  return group(
      "premaster", 0,
      parts(number("first", 0, 1), number("block_type", kEncryption, 1), plain("padding", {}),
            number("separator", 0, 1), number("client_version", kTls12, 2), plain("random", random.octets(kRandom))));
}

void fit_block(Field& block, std::size_t size, Random& random) {
  auto* padding = block.part("padding");
  if (padding == nullptr) return;
  auto& octets = padding->octets;
  const auto others = block.size() - octets.size();
  const auto had = octets.size();
  octets.resize(size - std::min(size, others));
  if (octets.size() <= had) return;
  const auto lacking = std::span{octets}.subspan(had);
  random.fill(lacking);
  // RFC 8017 section 7.2.1: "pseudo-randomly generated nonzero octets".
  std::ranges::replace(lacking, std::uint8_t{0}, std::uint8_t{1});
}

Octets premaster_of(const Field& block) {
  Octets premaster;
  for (const auto* name : {"client_version", "random"})
    if (const auto* part = block.part(name)) append(premaster, encode(*part));
  return premaster;
}

std::size_t modulus_size(const tls::Key& key) {
  return EVP_PKEY_is_a(key.get(), "RSA") == 1 ? static_cast<std::size_t>(EVP_PKEY_get_size(key.get())) : 0;
}

std::optional<Octets> encrypt_rsa(const tls::Key& key, View block) {
  const tls::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
  Octets encrypted(modulus_size(key));
  auto size = encrypted.size();
  const bool done = size != 0 && context != nullptr && EVP_PKEY_encrypt_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
                    EVP_PKEY_encrypt(context.get(), encrypted.data(), &size, block.data(), block.size()) == 1;
  ERR_clear_error();
  if (!done) return std::nullopt;
  encrypted.resize(size);
  return encrypted;
}

}  // namespace tlsgauge::wire
