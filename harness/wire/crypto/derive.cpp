#include "wire/crypto/derive.hpp"

#include <algorithm>
#include <array>

namespace tlsgauge::wire {
namespace {

/// Puts as much of `digest` as there is room for, and moves behind it.
void put(const Digest& digest, std::span<std::uint8_t>& out) {
  const auto size = std::min(digest.size(), out.size());
  std::copy_n(digest.view().begin(), size, out.begin());
  out = out.subspan(size);
}

}  // namespace

Digest hkdf_extract(Hash hash, View salt, View input) { return hmac(hash, salt, {input}); }

void hkdf_expand_label(Hash hash, View secret, std::string_view label, View context, std::span<std::uint8_t> out) {
  hkdf_expand_label(Hmac{hash, secret}, label, context, out);
}

void hkdf_expand_label(const Hmac& secret, std::string_view label, View context, std::span<std::uint8_t> out) {
  // RFC 8446 section 7.1: "struct { uint16 length = Length; opaque label<7..255> = "tls13 " + Label;
  // opaque context<0..255> = Context; } HkdfLabel;"
  constexpr std::string_view kPrefix = "tls13 ";
  const std::array<std::uint8_t, 3> head{static_cast<std::uint8_t>(out.size() >> 8U),
                                         static_cast<std::uint8_t>(out.size()),
                                         static_cast<std::uint8_t>(kPrefix.size() + label.size())};
  const std::array<std::uint8_t, 1> context_size{static_cast<std::uint8_t>(context.size())};
  // RFC 5869 section 2.3: "T(N) = HMAC-Hash(PRK, T(N-1) | info | N)".
  Digest block;
  for (std::array<std::uint8_t, 1> counter{1}; !out.empty(); ++counter[0]) {
    block = secret.of({block.view(), head, octets_of(kPrefix), octets_of(label), context_size, context, counter});
    put(block, out);
  }
}

Digest derive_secret(Hash hash, View secret, std::string_view label, View context) {
  return derive_secret(Hmac{hash, secret}, label, context);
}

Digest derive_secret(const Hmac& secret, std::string_view label, View context) {
  Digest derived{digest_size(secret.hash())};
  hkdf_expand_label(secret, label, context, derived.octets());
  return derived;
}

void prf(Hash hash, View secret, std::string_view label, View seed, std::span<std::uint8_t> out) {
  // RFC 5246 section 5: "P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + …";
  // "A(0) = seed, A(i) = HMAC_hash(secret, A(i-1))"; "PRF(secret, label, seed) = P_<hash>(secret, label + seed)".
  const Hmac keyed{hash, secret};
  auto a = keyed.of({octets_of(label), seed});
  while (!out.empty()) {
    put(keyed.of({a.view(), octets_of(label), seed}), out);
    if (!out.empty()) a = keyed.of({a.view()});
  }
}

}  // namespace tlsgauge::wire
