#include "deployment/compose/owner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tlsgauge::deployment::compose {
namespace {

using testing::MatchesRegex;

/// The owner with the part after slash number `slash` replaced.
std::string with(std::string text, int slash, const std::string& part) {
  std::size_t begin = 0;
  for (; slash > 0; --slash) begin = text.find('/', begin) + 1;
  const auto end = text.find('/', begin);
  return text.replace(begin, end == std::string::npos ? end : end - begin, part);
}

TEST(Owner, IsHostProcessAndStart) {
  EXPECT_THAT(owner(), MatchesRegex("[^/ ]+/[0-9]+/[0-9]+"));
  EXPECT_THAT(owner_word(), MatchesRegex("[0-9]+-[0-9]+"));
}

TEST(Owner, LivesAsLongAsItsProcess) { EXPECT_FALSE(has_ended(owner())); }

TEST(Owner, HasEndedWhereItsNumberIsNobodysOrAnothers) {
  EXPECT_TRUE(has_ended(with(owner(), 1, "999999999")));
  EXPECT_TRUE(has_ended(with(owner(), 2, "1")));
}

TEST(Owner, OfAnotherHostIsLeftAlone) { EXPECT_FALSE(has_ended(with(with(owner(), 0, "elsewhere"), 2, "1"))); }

TEST(Owner, ThatIsNoneIsLeftAlone) {
  for (const auto* part : {"", "x", "-1", "1 2", "../self"}) {
    EXPECT_FALSE(has_ended(part)) << part;
    EXPECT_FALSE(has_ended(with(owner(), 1, part))) << part;
    EXPECT_FALSE(has_ended(with(owner(), 2, part))) << part;
  }
}

}  // namespace
}  // namespace tlsgauge::deployment::compose
