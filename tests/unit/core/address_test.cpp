#include "core/address.hpp"

#include <gtest/gtest.h>

namespace tlsgauge::core {
namespace {

TEST(Address, IsALiteralOfEitherFamily) {
  for (const auto* host : {"127.0.0.1", "::1", "2001:db8::7", "::ffff:192.0.2.1"})
    EXPECT_TRUE(is_address(host)) << host;
}

TEST(Address, IsNoName) {
  for (const auto* host : {"", "localhost", "127.0.0", "1.2.3.256", "10.example", "[::1]", "abc", "1:2"})
    EXPECT_FALSE(is_address(host)) << host;
}

}  // namespace
}  // namespace tlsgauge::core
