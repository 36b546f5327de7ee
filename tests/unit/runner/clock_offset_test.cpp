#include "runner/clock_offset.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Optional;
using TimePoint = std::chrono::system_clock::time_point;

constexpr TimePoint kNow{1'000'000s};
constexpr std::chrono::sys_seconds kSecond{1'000'000s};

TEST(ClockOffset, IsKnownToASecondAndTheTimeOfTheAnswer) {
  const auto same = offset_by(kSecond, kNow + 300ms, kNow + 400ms);
  EXPECT_EQ(same.least, -400ms);
  EXPECT_EQ(same.most, 700ms);
  const auto ahead = offset_by(kSecond + 1h, kNow, kNow);
  EXPECT_EQ(ahead.least, 1h);
  EXPECT_EQ(ahead.most, 1h + 1s);
}

TEST(ClockOffset, IsWhatAllAnswersAllow) {
  EXPECT_FALSE(together({}));
  const auto both = together({{.least = -2s, .most = 1s}, {.least = -1s, .most = 3s}});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->least, -1s);
  EXPECT_EQ(both->most, 1s);
  EXPECT_FALSE(together({{.least = 0s, .most = 1s}, {.least = 2s, .most = 3s}})) << "they contradict each other";
}

model::Recipe certificate(std::chrono::seconds not_before, std::chrono::seconds not_after) {
  model::CertificateRecipe leaf{.name = "leaf"};
  leaf.not_before = not_before;
  leaf.not_after = not_after;
  return {.id = "CC-1", .slug = "case", .defect = {}, .certificates = {leaf}, .chain = {"leaf"}};
}

ClockOffset about(std::chrono::nanoseconds middle) { return {.least = middle - 500ms, .most = middle + 500ms}; }

TEST(ClockOffset, DoesNotMatterWhereItIsSmall) {
  const auto zero = offset_by(kSecond, kNow, kNow + 1s);  // as badly known as it gets
  EXPECT_FALSE(doubt(zero, certificate(-24h, -5s), false));
  EXPECT_FALSE(doubt(zero, certificate(-24h, 3s), true));
  EXPECT_FALSE(doubt(about(1h), certificate(-24h, -5s), false)) << "it has expired all the more";
  EXPECT_FALSE(doubt(about(-1h), certificate(24h, 48h), false)) << "it is valid all the less";
}

TEST(ClockOffset, MattersToWhatIsAMatterOfSeconds) {
  EXPECT_THAT(doubt(about(-7s), certificate(-24h, -5s), false),
              Optional(HasSubstr("clock is about 7 s behind ours, and this case is a matter of 5 s")));
  EXPECT_THAT(doubt(about(3s), certificate(-24h, 3s), true), Optional(HasSubstr("about 3 s ahead of ours")));
  EXPECT_TRUE(doubt(about(-2s), certificate(-24h, 3s), true)) << "it may not have expired yet when we think so";
  EXPECT_FALSE(doubt(about(-2s), certificate(-24h, 3s), false));
}

TEST(ClockOffset, MattersToEveryCertificateWhereItIsLarge) {
  EXPECT_TRUE(doubt(about(-48h), certificate(-24h, 8760h), false));
}

}  // namespace
}  // namespace tlsgauge::runner
