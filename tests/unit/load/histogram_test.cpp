#include "load/histogram.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, IsEmptyAtFirst) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.percentile(99), 0ns);
  EXPECT_EQ(histogram.max(), 0ns);
}

TEST(Histogram, KeepsSmallValuesExactly) {
  Histogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.record(std::chrono::nanoseconds{i});
  EXPECT_EQ(histogram.percentile(50), 500ns);
  EXPECT_EQ(histogram.percentile(99), 990ns);
  EXPECT_EQ(histogram.percentile(99.9), 999ns);
  EXPECT_EQ(histogram.max(), 1000ns);
}

class Precision : public testing::TestWithParam<std::chrono::nanoseconds> {};

TEST_P(Precision, IsThreeDigitsAndNeverBelowTheValue) {
  Histogram histogram;
  histogram.record(GetParam());
  const auto kept = histogram.max();
  EXPECT_GE(kept, GetParam());
  EXPECT_LE(kept.count() - GetParam().count(), GetParam().count() / 1000);
}

INSTANTIATE_TEST_SUITE_P(Values, Precision,
                         testing::Values(1ns, 1023ns, 1024ns, 2047ns, 2048ns, 2049ns, 123456789ns,
                                         std::chrono::nanoseconds{1s}, std::chrono::nanoseconds{59min}));

TEST(Histogram, CountsWhatIsOutOfRangeAtItsEnds) {
  Histogram histogram;
  histogram.record(-5ns);
  histogram.record(0ns);
  histogram.record(48h);
  EXPECT_EQ(histogram.count(), 3U);
  EXPECT_EQ(histogram.percentile(50), 1ns);
  EXPECT_GE(histogram.max(), 1h);
  EXPECT_LE(histogram.max(), 61min);
}

TEST(Histogram, OfTwoPartsIsTheHistogramOfTheWhole) {
  Histogram odd, even, whole;
  for (int i = 1; i <= 10'000; ++i) {
    (i % 2 == 0 ? even : odd).record(std::chrono::microseconds{i});
    whole.record(std::chrono::microseconds{i});
  }
  odd.add(even);
  EXPECT_EQ(odd.count(), whole.count());
  EXPECT_EQ(odd.encode(), whole.encode());
}

// The cookie of a compressed V2 histogram is 0x1c849314; tests/end_to_end/load_test.py decodes whole ones with the
// library that PyPI has.
TEST(Histogram, EncodesItselfInBase64WithTheCookieOfV2) {
  Histogram histogram;
  histogram.record(1ms);
  EXPECT_THAT(histogram.encode(), testing::StartsWith("HISTF"));
}

}  // namespace
}  // namespace tlsgauge::load
