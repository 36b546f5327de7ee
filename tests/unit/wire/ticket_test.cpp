#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wire/hexadecimal.hpp"
#include "wire/client/ticket.hpp"

namespace tlsgauge::wire {
namespace {

/// 40 octets, as if they were a key's name, an IV and a state.
Octets sealed_state() {
  return from_hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728");
}

struct Seal {
  const char* name;
  const char* mac;  ///< by a key of 32 zeros, of Python's hmac module
};

class SealByZeros : public testing::TestWithParam<Seal> {};

TEST_P(SealByZeros, IsSeen) {
  auto ticket = sealed_state();
  const auto mac = from_hex(GetParam().mac);
  ticket.insert(ticket.end(), mac.begin(), mac.end());
  EXPECT_TRUE(is_sealed_by_zeros(ticket));
  ticket.front() ^= 1U;
  EXPECT_FALSE(is_sealed_by_zeros(ticket));
}

INSTANTIATE_TEST_SUITE_P(
    Ticket, SealByZeros,
    testing::Values(Seal{"Sha1", "e2611ae94e5ec7d92c1f667042452f52495a18bd"},
                    Seal{"Sha256", "ecf937391cda943c1f4373644cb86977cfedf45a95a31e5abc2f0c9c35115942"},
                    Seal{"Sha384",
                         "335a5f8338e6bd8e1bc697fb9afdf4925e2b38020498bd9bbb781217f15843f65b41b007f48ed8049dbeaa71790c"
                         "47a7"}),
    [](const auto& each) { return each.param.name; });

TEST(Ticket, OfNothingButAMacIsNotSealed) {
  EXPECT_FALSE(is_sealed_by_zeros({}));
  EXPECT_FALSE(is_sealed_by_zeros(Octets(20)));
  EXPECT_FALSE(is_sealed_by_zeros(Octets(200)));
}

}  // namespace
}  // namespace tlsgauge::wire
