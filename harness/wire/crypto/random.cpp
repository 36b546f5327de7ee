#include "wire/crypto/random.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <new>

#include "tls/handles.hpp"

namespace tlsgauge::wire {
namespace {

using Cipher = std::unique_ptr<EVP_CIPHER, tls::FreeWith<&EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, tls::FreeWith<&EVP_CIPHER_CTX_free>>;

constexpr std::size_t kKey = 32;
constexpr std::size_t kCounter = 16;  // OpenSSL's "IV" of ChaCha20: the block's number, then the nonce
constexpr std::size_t kKeystreamBlock = 64;

/// `value`, the least significant octet first, and zeros.
template <std::size_t Size>
std::array<std::uint8_t, Size> little_endian(std::uint64_t value) {
  std::array<std::uint8_t, Size> octets{};
  for (auto& octet : std::span{octets}.template first<sizeof(value)>()) {
    octet = static_cast<std::uint8_t>(value);
    value >>= 8U;
  }
  return octets;
}

/// Replaces `octets` by the key stream of `seed` from that block on.
bool key_stream(std::uint64_t seed, std::uint64_t block, std::span<std::uint8_t> octets) {
  static const Cipher chacha{EVP_CIPHER_fetch(nullptr, "ChaCha20", nullptr)};
  thread_local const CipherContext context{EVP_CIPHER_CTX_new()};
  const auto key = little_endian<kKey>(seed);
  const auto counter = little_endian<kCounter>(block);
  std::ranges::fill(octets, std::uint8_t{0});
  int written = 0;
  return EVP_EncryptInit_ex2(context.get(), chacha.get(), key.data(), counter.data(), nullptr) == 1 &&
         EVP_EncryptUpdate(context.get(), octets.data(), &written, octets.data(), static_cast<int>(octets.size())) == 1;
}

}  // namespace

Random::Random(std::uint64_t seed) : seeded_{true}, seed_{seed} {}

void Random::fill(std::span<std::uint8_t> octets) {
  if (octets.empty()) return;
  const bool filled =
      seeded_ ? key_stream(seed_, block_, octets) : RAND_bytes(octets.data(), static_cast<int>(octets.size())) == 1;
  // A ClientHello of zeros would be no test of anything. What remains as a cause is that there is no memory.
  if (!filled) throw std::bad_alloc{};
  block_ += (octets.size() + kKeystreamBlock - 1) / kKeystreamBlock;
}

Octets Random::octets(std::size_t count) {
  Octets made(count);
  fill(made);
  return made;
}

}  // namespace tlsgauge::wire
