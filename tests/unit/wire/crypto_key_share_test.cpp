#include "wire/crypto/key_share.hpp"

#include <gmock/gmock.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

#include "hexadecimal.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::wire {
namespace {

namespace named_group = model::group;

struct Ecdh {
  std::string_view name;
  model::NamedGroup group;
  std::string_view ours;
  std::string_view our_share;
  std::string_view theirs;
  std::string_view their_share;
  std::string_view secret;
};

class KnownAgreement : public testing::TestWithParam<Ecdh> {};

TEST_P(KnownAgreement, IsReachedFromBothSides) {
  const auto& known = GetParam();
  const auto ours = KeyShare::of(known.group, from_hex(known.ours));
  const auto theirs = KeyShare::of(known.group, from_hex(known.theirs));
  ASSERT_TRUE(ours.ok() && theirs.ok());
  EXPECT_EQ(to_hex(ours->public_key()), known.our_share);
  EXPECT_EQ(to_hex(theirs->public_key()), known.their_share);
  EXPECT_EQ(to_hex(ours->agree(theirs->public_key()).value_or(Octets{})), known.secret);
  EXPECT_EQ(to_hex(theirs->agree(ours->public_key()).value_or(Octets{})), known.secret);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, KnownAgreement,
    testing::Values(
        // RFC 7748 section 6.1.
        Ecdh{"X25519", named_group::x25519, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
             "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
             "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
             "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
             "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"},
        // RFC 5903 section 8.1.
        Ecdh{
            "P256", named_group::secp256r1, "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
            "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271a0461cdb8252d61f1c456fa3e59ab1f45b33"
            "accf5f58389e0577b8990bb3",
            "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53",
            "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046"
            "ada30f8353e74f33039872ab",
            "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"}),
    [](const auto& test) { return std::string{test.param.name}; });

class Group : public testing::TestWithParam<model::NamedGroup> {
 protected:
  [[nodiscard]] static KeyShare share(std::uint64_t seed) {
    Random random{seed};
    return *KeyShare::make(GetParam(), random);
  }
};

TEST_P(Group, AgreesWithItself) {
  const auto ours = share(1);
  const auto theirs = share(2);
  const auto secret = ours.agree(theirs.public_key());
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(theirs.agree(ours.public_key()), secret);
  EXPECT_EQ(ours.group(), GetParam());
  EXPECT_EQ(ours.public_key().size(), share_size(GetParam()));
}

TEST_P(Group, MakesTheSameKeyOfTheSameSeed) {
  EXPECT_EQ(to_hex(share(7).public_key()), to_hex(share(7).public_key()));
  EXPECT_NE(to_hex(share(7).public_key()), to_hex(share(8).public_key()));
  Random unforeseeable;
  const auto one = KeyShare::make(GetParam(), unforeseeable);
  const auto other = KeyShare::make(GetParam(), unforeseeable);
  EXPECT_NE(to_hex(one->public_key()), to_hex(other->public_key()));
}

TEST_P(Group, RefusesASharesOfAnotherSize) {
  const auto ours = share(1);
  auto theirs = share(2);
  Octets octets{theirs.public_key().begin(), theirs.public_key().end()};
  octets.push_back(0);
  EXPECT_FALSE(ours.agree(octets));
  octets.resize(octets.size() - 2);
  EXPECT_FALSE(ours.agree(octets));
  EXPECT_FALSE(ours.agree({}));
  EXPECT_FALSE(ours.agree(Octets{0})) << "the point at infinity";
}

INSTANTIATE_TEST_SUITE_P(KeyShare, Group,
                         testing::Values(named_group::x25519, named_group::secp256r1, named_group::secp384r1,
                                         named_group::secp521r1),
                         [](const auto& test) { return model::name(test.param); });

class Curve : public testing::TestWithParam<model::NamedGroup> {
 protected:
  Random random_{3};
  KeyShare ours_ = *KeyShare::make(GetParam(), random_);
  KeyShare theirs_ = *KeyShare::make(GetParam(), random_);
  Octets point_{theirs_.public_key().begin(), theirs_.public_key().end()};
  std::size_t field_ = point_.size() / 2;
};

TEST_P(Curve, AgreesWithOpenssl) {
  const tls::Key key{EVP_EC_gen(GetParam() == named_group::secp256r1   ? "P-256"
                                : GetParam() == named_group::secp384r1 ? "P-384"
                                                                       : "P-521")};
  Octets share(point_.size());
  std::size_t size = 0;
  ASSERT_EQ(EVP_PKEY_get_octet_string_param(key.get(), "encoded-pub-key", share.data(), share.size(), &size), 1);
  const tls::Key peer{EVP_PKEY_new()};
  ASSERT_EQ(EVP_PKEY_copy_parameters(peer.get(), key.get()), 1);
  ASSERT_EQ(EVP_PKEY_set1_encoded_public_key(peer.get(), ours_.public_key().data(), ours_.public_key().size()), 1);
  const tls::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
  Octets secret(field_);
  size = secret.size();
  ASSERT_EQ(EVP_PKEY_derive_init(context.get()), 1);
  ASSERT_EQ(EVP_PKEY_derive_set_peer(context.get(), peer.get()), 1);
  ASSERT_EQ(EVP_PKEY_derive(context.get(), secret.data(), &size), 1);
  EXPECT_EQ(ours_.agree(share), secret);
}

TEST_P(Curve, RefusesPointsOffTheCurve) {
  for (std::size_t octet = 1; octet < point_.size(); octet += 7) {
    auto moved = point_;
    moved[octet] ^= 1U;
    EXPECT_FALSE(ours_.agree(moved)) << octet;
  }
  Octets origin(point_.size());
  origin.front() = 4;
  EXPECT_FALSE(ours_.agree(origin));
  EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue is left for another connection to find";
}

TEST_P(Curve, RefusesCoordinatesBeyondTheField) {
  Octets beyond(point_.size(), 0xff);
  beyond.front() = 4;
  EXPECT_FALSE(ours_.agree(beyond));
}

TEST_P(Curve, RefusesEveryFormButTheUncompressed) {
  // SEC 1 section 2.3.3: 2 and 3 are compressed; X9.62's hybrid, 6 and 7, has both coordinates too.
  const bool odd = (point_.back() & 1U) != 0;
  Octets compressed{point_.begin(), point_.begin() + static_cast<std::ptrdiff_t>(1 + field_)};
  compressed.front() = odd ? 3 : 2;
  EXPECT_FALSE(ours_.agree(compressed));
  auto hybrid = point_;
  hybrid.front() = odd ? 7 : 6;
  EXPECT_FALSE(ours_.agree(hybrid));
}

TEST_P(Curve, HasNoKeyOutsideItsOrder) {
  EXPECT_FALSE(KeyShare::of(GetParam(), Octets(field_)).ok());
  EXPECT_FALSE(KeyShare::of(GetParam(), Octets(field_, 0xff)).ok());
}

INSTANTIATE_TEST_SUITE_P(KeyShare, Curve,
                         testing::Values(named_group::secp256r1, named_group::secp384r1, named_group::secp521r1),
                         [](const auto& test) { return model::name(test.param); });

TEST(X25519, RefusesPointsOfLowOrder) {
  Random random{1};
  const auto ours = KeyShare::make(named_group::x25519, random);
  // The points u of order 1, 2, 4 and 8, reduced and not; RFC 7748 section 6.1 and its security considerations.
  for (const auto point : {"0000000000000000000000000000000000000000000000000000000000000000",
                           "0100000000000000000000000000000000000000000000000000000000000000",
                           "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                           "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                           "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
                           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"})
    EXPECT_FALSE(ours->agree(from_hex(point))) << point;
  EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue is left for another connection to find";
}

TEST(X25519, IgnoresTheTopBitOfAShare) {
  // RFC 7748 section 5: "implementations of X25519 … MUST mask the most significant bit in the final byte."
  Random random{1};
  const auto ours = KeyShare::make(named_group::x25519, random);
  const auto theirs = KeyShare::make(named_group::x25519, random);
  Octets masked{theirs->public_key().begin(), theirs->public_key().end()};
  masked.back() |= 0x80U;
  EXPECT_EQ(ours->agree(masked), ours->agree(theirs->public_key()));
}

TEST(KeyShare, CannotBeMadeForOtherGroupsThoughTheyCanBeOffered) {
  Random random{1};
  const auto hybrid = KeyShare::make(named_group::x25519_mlkem768, random);
  EXPECT_EQ(hybrid.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(share_size(named_group::x25519_mlkem768), 1216U);
  EXPECT_EQ(share_size(model::NamedGroup{0x0100}), 256U) << "ffdhe2048";
  EXPECT_EQ(share_size(model::NamedGroup{0x0a0a}), 0U) << "a GREASE value";
}

}  // namespace
}  // namespace tlsgauge::wire
