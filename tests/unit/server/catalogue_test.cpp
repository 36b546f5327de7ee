#include "server/catalogue.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::server {
namespace {

using testing::ElementsAre;

TEST(Names, AreThoseThatWereAddedAndNotRemoved) {
  Names names{{"b", "a"}};
  EXPECT_TRUE(names.add("c"));
  EXPECT_TRUE(names.add("c")) << "once more does no harm";
  names.remove("b");
  names.remove("nobody");
  EXPECT_THAT(names.all(), ElementsAre("a", "c"));
  EXPECT_TRUE(names.contains("c"));
  EXPECT_FALSE(names.contains("b"));
}

TEST(Names, HaveALength) {
  Names names{{}};
  EXPECT_FALSE(names.add(""));
  EXPECT_TRUE(names.add(std::string(Names::kLongest, 'n')));
  EXPECT_FALSE(names.add(std::string(Names::kLongest + 1, 'n')));
}

TEST(Names, HaveALimit) {
  Names names{{}};
  for (std::size_t i = 0; i < Names::kMost; ++i) ASSERT_TRUE(names.add(std::to_string(i)));
  EXPECT_FALSE(names.add("one more"));
}

}  // namespace
}  // namespace tlsgauge::server
