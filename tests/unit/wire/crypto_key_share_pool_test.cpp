#include "wire/crypto/key_share_pool.hpp"

#include <gmock/gmock.h>

#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

namespace named_group = model::group;

TEST(KeySharePool, GivesItsSharesInTurn) {
  Random random{1};
  auto pool = KeySharePool::make({named_group::x25519, named_group::secp256r1}, 2, random);
  ASSERT_TRUE(pool.ok());
  const auto first = pool->draw(named_group::x25519);
  const auto of_another_group = pool->draw(named_group::secp256r1);
  const auto second = pool->draw(named_group::x25519);
  const auto again = pool->draw(named_group::x25519);
  ASSERT_TRUE(first && of_another_group && second && again);
  EXPECT_EQ(of_another_group->group(), named_group::secp256r1);
  EXPECT_NE(to_hex(first->public_key()), to_hex(second->public_key()));
  EXPECT_EQ(to_hex(first->public_key()), to_hex(again->public_key()));
}

TEST(KeySharePool, GivesSharesThatAgreeAsOftenAsTheyAreDrawn) {
  Random random{1};
  auto pool = KeySharePool::make({named_group::x25519}, 1, random);
  ASSERT_TRUE(pool.ok());
  for (int connection = 0; connection < 2; ++connection) {
    const auto ours = pool->draw(named_group::x25519);
    const auto theirs = KeyShare::make(named_group::x25519, random);
    ASSERT_TRUE(ours && theirs.ok());
    EXPECT_EQ(to_hex(ours->agree(theirs->public_key()).value_or(Octets{})),
              to_hex(theirs->agree(ours->public_key()).value_or(Octets{1})));
  }
}

TEST(KeySharePool, HasNothingOfAGroupThatItWasNotMadeFor) {
  Random random{1};
  auto pool = KeySharePool::make({named_group::x25519}, 1, random);
  ASSERT_TRUE(pool.ok());
  EXPECT_FALSE(pool->draw(named_group::secp256r1));
  EXPECT_FALSE(KeySharePool{}.draw(named_group::x25519));
}

TEST(KeySharePool, IsNotMadeOfAGroupThatNobodyCanDo) {
  Random random{1};
  EXPECT_TRUE(absl::IsUnimplemented(KeySharePool::make({named_group::x25519_mlkem768}, 1, random).status()));
}

}  // namespace
}  // namespace tlsgauge::wire
