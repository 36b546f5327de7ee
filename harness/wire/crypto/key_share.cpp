#include "wire/crypto/key_share.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "tls/handles.hpp"

namespace tlsgauge::wire {
namespace {

// EVP keys of these curves cost half as much again as the arithmetic itself: OpenSSL 3.0 makes a group for each key
// (16 µs for P-256), and checks and copies every point. With groups made once, a P-256 share takes 13 µs instead of 41,
// and a secret 58 instead of 90.
using Group = std::unique_ptr<EC_GROUP, tls::FreeWith<&EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, tls::FreeWith<&EC_POINT_free>>;
using Number = std::unique_ptr<BIGNUM, tls::FreeWith<&BN_clear_free>>;
using Arithmetic = std::unique_ptr<BN_CTX, tls::FreeWith<&BN_CTX_free>>;

constexpr std::size_t kX25519 = 32;
constexpr std::uint8_t kUncompressed = 4;

struct Curve {
  model::NamedGroup id;
  std::size_t field;  ///< octets of a coordinate, and of the order
  std::uint8_t mask;  ///< of the order's first octet
  Group group;

  [[nodiscard]] std::size_t point_size() const { return 1 + 2 * field; }
};

const Curve* curve_of(model::NamedGroup id) {
  static const std::array<Curve, 3> curves{
      {{model::group::secp256r1, 32, 0xff, Group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)}},
       {model::group::secp384r1, 48, 0xff, Group{EC_GROUP_new_by_curve_name(NID_secp384r1)}},
       {model::group::secp521r1, 66, 0x01, Group{EC_GROUP_new_by_curve_name(NID_secp521r1)}}}};
  const auto* found = std::ranges::find(curves, id, &Curve::id);
  return found == curves.end() ? nullptr : &*found;
}

/// Room for intermediate results.
BN_CTX* arithmetic() {
  thread_local const Arithmetic room{BN_CTX_new()};
  return room.get();
}

bool is_scalar(const Curve& curve, const BIGNUM* number) {
  return BN_is_zero(number) == 0 && BN_cmp(number, EC_GROUP_get0_order(curve.group.get())) < 0;
}

/// A private key, by rejection: FIPS 186-4 appendix B.4.2.
Octets draw(const Curve& curve, Random& random) {
  const Number scalar{BN_new()};
  for (;;) {
    auto octets = random.octets(curve.field);
    octets.front() &= curve.mask;
    BN_bin2bn(octets.data(), static_cast<int>(octets.size()), scalar.get());
    if (is_scalar(curve, scalar.get())) return octets;
  }
}

/// The public key of a scalar. @return nothing but for lack of memory.
std::optional<Octets> public_point(const Curve& curve, const BIGNUM* scalar) {
  const auto* group = curve.group.get();
  const Point point{EC_POINT_new(group)};
  Octets octets(curve.point_size());
  const bool made = EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, arithmetic()) == 1 &&
                    EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, octets.data(), octets.size(),
                                       arithmetic()) == octets.size();
  if (!made) return std::nullopt;
  return octets;
}

std::optional<Octets> agree_on_curve(const Curve& curve, const BIGNUM* scalar, View peer) {
  // RFC 8446 section 4.2.8.2: "uint8 legacy_form = 4". That shuts out compressed points and, by its size, infinity.
  if (peer.size() != curve.point_size() || peer.front() != kUncompressed) return std::nullopt;
  const auto* group = curve.group.get();
  const Point point{EC_POINT_new(group)};
  const Number x{BN_new()};
  Octets secret(curve.field);
  // The same section: "peers MUST validate each other's public value Q by ensuring that the point is a valid point on
  // the elliptic curve": EC_POINT_oct2point refuses any other. The curves' cofactor is 1, so no result is infinity.
  const bool agreed =
      EC_POINT_oct2point(group, point.get(), peer.data(), peer.size(), arithmetic()) == 1 &&
      EC_POINT_mul(group, point.get(), nullptr, point.get(), scalar, arithmetic()) == 1 &&
      EC_POINT_get_affine_coordinates(group, point.get(), x.get(), nullptr, arithmetic()) == 1 &&
      BN_bn2binpad(x.get(), secret.data(), static_cast<int>(secret.size())) == static_cast<int>(secret.size());
  if (!agreed) return std::nullopt;
  return secret;
}

std::optional<Octets> agree_on_x25519(const tls::Key& key, View peer) {
  if (peer.size() != kX25519) return std::nullopt;
  const tls::Key theirs{EVP_PKEY_new_raw_public_key_ex(nullptr, "X25519", nullptr, peer.data(), peer.size())};
  const tls::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
  Octets secret(kX25519);
  auto size = secret.size();
  // RFC 8446 section 7.4.2: "implementations MUST check whether the computed Diffie-Hellman shared secret is the
  // all-zero value and abort if so". EVP_PKEY_derive() has checked, and fails there.
  const bool agreed = EVP_PKEY_derive_init(context.get()) == 1 &&
                      EVP_PKEY_derive_set_peer_ex(context.get(), theirs.get(), 0) == 1 &&
                      EVP_PKEY_derive(context.get(), secret.data(), &size) == 1 && size == secret.size();
  if (!agreed) return std::nullopt;
  return secret;
}

struct ShareSize {
  model::NamedGroup group;
  std::size_t octets;
};

/// RFC 8446 section 4.2.8, RFC 7919 appendix A, and the hybrids of IANA "TLS Supported Groups".
constexpr auto kShareSizes = std::to_array<ShareSize>({
    {model::group::secp256r1, 65},
    {model::group::secp384r1, 97},
    {model::group::secp521r1, 133},
    {model::group::x25519, kX25519},
    {model::NamedGroup{0x001e}, 56},         // x448
    {model::NamedGroup{0x0100}, 256},        // ffdhe2048
    {model::NamedGroup{0x0101}, 384},        // ffdhe3072
    {model::NamedGroup{0x0102}, 512},        // ffdhe4096
    {model::NamedGroup{0x0103}, 768},        // ffdhe6144
    {model::NamedGroup{0x0104}, 1024},       // ffdhe8192
    {model::NamedGroup{0x11eb}, 65 + 1184},  // SecP256r1MLKEM768
    {model::group::x25519_mlkem768, 1184 + kX25519},
    {model::NamedGroup{0x11ed}, 97 + 1568},  // SecP384r1MLKEM1024
});

}  // namespace

struct KeyShare::Secret {
  std::variant<tls::Key, Number> key;  // of X25519; a scalar

  [[nodiscard]] static Result<KeyShare> x25519(View octets) {
    tls::Key key{EVP_PKEY_new_raw_private_key_ex(nullptr, "X25519", nullptr, octets.data(), octets.size())};
    Octets share(kX25519);
    auto size = share.size();
    if (key == nullptr || EVP_PKEY_get_raw_public_key(key.get(), share.data(), &size) != 1)
      return tls::openssl_fault("make a key of X25519");
    return KeyShare{model::group::x25519, std::make_shared<Secret>(Secret{std::move(key)}), std::move(share)};
  }

  [[nodiscard]] static Result<KeyShare> on_curve(const Curve& curve, View octets) {
    Number scalar{BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr)};
    if (!is_scalar(curve, scalar.get())) return bad_input("no private key of " + model::name(curve.id));
    auto share = public_point(curve, scalar.get());
    if (!share) return tls::openssl_fault("make a key of " + model::name(curve.id));
    return KeyShare{curve.id, std::make_shared<Secret>(Secret{std::move(scalar)}), *std::move(share)};
  }
};

KeyShare::KeyShare(model::NamedGroup group, std::shared_ptr<const Secret> secret, Octets public_key)
    : group_{group}, secret_{std::move(secret)}, public_{std::move(public_key)} {}

Result<KeyShare> KeyShare::make(model::NamedGroup group, Random& random) {
  const auto* curve = curve_of(group);
  return of(group, curve != nullptr ? draw(*curve, random) : random.octets(kX25519));
}

Result<KeyShare> KeyShare::of(model::NamedGroup group, View private_key) {
  if (group == model::group::x25519) return Secret::x25519(private_key);
  if (const auto* curve = curve_of(group)) return Secret::on_curve(*curve, private_key);
  return unsupported("no key can be made for the group " + model::name(group));
}

std::optional<Octets> KeyShare::agree(View peer) const {
  auto secret = std::visit(
      overloaded{[&](const tls::Key& key) { return agree_on_x25519(key, peer); },
                 [&](const Number& scalar) { return agree_on_curve(*curve_of(group_), scalar.get(), peer); }},
      secret_->key);
  if (!secret) ERR_clear_error();
  return secret;
}

std::size_t share_size(model::NamedGroup group) {
  const auto* found = std::ranges::find(kShareSizes, group, &ShareSize::group);
  return found == kShareSizes.end() ? 0 : found->octets;
}

}  // namespace tlsgauge::wire
