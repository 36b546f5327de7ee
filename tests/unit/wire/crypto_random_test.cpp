#include "wire/crypto/random.hpp"

#include <gmock/gmock.h>

#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

TEST(Random, IsTheKeyStreamOfChaCha20) {
  // RFC 8439 appendix A.1, test vectors 1 and 2: a key and a nonce of zeros, blocks 0 and 1.
  Random random{0};
  EXPECT_EQ(
      to_hex(random.octets(64)),
      "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a1"
      "1cc387b669b2ee6586");
  EXPECT_EQ(
      to_hex(random.octets(64)),
      "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb"
      "45ace10a1f4b794d6f");
}

TEST(Random, GivesTheSameOctetsForTheSameSeedAndCalls) {
  Random one{42};
  Random same{42};
  Random other{43};
  for (const auto count : {16U, 32U, 64U, 65U, 1000U}) {
    const auto octets = one.octets(count);
    EXPECT_EQ(octets, same.octets(count));
    EXPECT_NE(octets, other.octets(count));
  }
}

TEST(Random, NeverGivesTheSameBlockTwice) {
  Random random{42};
  EXPECT_NE(random.octets(32), random.octets(32));
  EXPECT_TRUE(random.octets(0).empty());
}

TEST(Random, CannotBeForeseenWithoutASeed) {
  Random one;
  Random other;
  EXPECT_NE(one.octets(32), other.octets(32));
}

}  // namespace
}  // namespace tlsgauge::wire
