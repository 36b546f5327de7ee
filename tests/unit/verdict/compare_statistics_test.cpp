#include "verdict/compare_statistics.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <numbers>

namespace tlsgauge::verdict {
namespace {

using testing::ElementsAre;

struct Quantile {
  double alpha, degrees, t;
};

/// Two-sided critical values as printed in NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, and, for the
/// smallest alphas, as the closed forms for one and two degrees of freedom give them.
constexpr auto kTable = std::to_array<Quantile>({
    {0.05, 1, 12.706},
    {0.05, 2, 4.303},
    {0.05, 3, 3.182},
    {0.05, 4, 2.776},
    {0.05, 8, 2.306},
    {0.05, 30, 2.042},
    {0.05, 100, 1.984},
    {0.20, 5, 1.476},
    {0.10, 10, 1.812},
    {0.02, 4, 3.747},
    {0.01, 4, 4.604},
    {0.01, 20, 2.845},
    {0.002, 8, 4.501},
    {0.002, 1, 318.309},
    {0.0001, 1, 6366.198},
    {0.0001, 2, 99.993},
});

TEST(StudentsT, QuantilesAreThoseOfTheTable) {
  for (const auto& [alpha, degrees, t] : kTable)
    EXPECT_NEAR(t_two_sided_quantile(alpha, degrees), t, 0.0006) << alpha << " " << degrees;
}

TEST(StudentsT, TailIsTheInverseOfTheQuantileAtAnyDegrees) {
  for (const double degrees : {1.0, 2.0, 3.7, 8.0, 61.3, 1e4})
    for (const double alpha : {0.9, 0.5, 0.05, 1e-3, 1e-6})
      EXPECT_NEAR(t_two_sided_tail(t_two_sided_quantile(alpha, degrees), degrees) / alpha, 1, 1e-8)
          << degrees << " " << alpha;
}

TEST(StudentsT, TailHasItsClosedFormAtOneAndTwoDegrees) {
  for (const double t : {0.1, 1.0, 3.0, 50.0}) {
    EXPECT_NEAR(t_two_sided_tail(t, 1), 1 - 2 / std::numbers::pi * std::atan(t), 1e-12);
    EXPECT_NEAR(t_two_sided_tail(t, 2), 1 - t / std::sqrt(2 + t * t), 1e-12);
    EXPECT_DOUBLE_EQ(t_two_sided_tail(t, 3), t_two_sided_tail(-t, 3));
  }
  EXPECT_DOUBLE_EQ(t_two_sided_tail(0, 5), 1);
}

TEST(StudentsT, BecomesTheNormalDistribution) { EXPECT_NEAR(t_two_sided_tail(1.959964, 1e7), 0.05, 1e-6); }

TEST(WelchRatio, IsThatOfAnExampleByHand) {
  // Logarithms 0, 0.1, 0.2 and 0.3, 0.5, 0.7: means 0.1 and 0.5, variances 0.01 and 0.04, standard error
  // sqrt(0.05 / 3 + 2 · 0.04²) = 0.140949, 4.179012 degrees of freedom.
  const std::array before{1.0, std::exp(0.1), std::exp(0.2)};
  const std::array after{std::exp(0.3), std::exp(0.5), std::exp(0.7)};
  const auto estimate = welch_ratio(before, after, 0.95);
  ASSERT_TRUE(estimate);
  const double margin = t_two_sided_quantile(0.05, 4.179012) * 0.140949;
  EXPECT_NEAR(std::log(estimate->ratio), 0.4, 1e-9);
  EXPECT_NEAR(std::log(estimate->low), 0.4 - margin, 1e-5);
  EXPECT_NEAR(std::log(estimate->high), 0.4 + margin, 1e-5);
  EXPECT_NEAR(estimate->p_value, t_two_sided_tail(0.4 / 0.140949, 4.179012), 1e-6);
}

TEST(WelchRatio, KnowsNothingOfASingleValue) {
  const std::array one{1.0};
  const std::array two{1.0, 2.0};
  EXPECT_FALSE(welch_ratio(one, two, 0.95));
  EXPECT_FALSE(welch_ratio(two, one, 0.95));
}

TEST(WelchRatio, DoesNotBelieveRepeatsThatAgreeToTheDigit) {
  const std::array same{5.0, 5.0, 5.0};
  const auto estimate = welch_ratio(same, same, 0.95);
  ASSERT_TRUE(estimate);
  EXPECT_LT(estimate->low, 0.97);
  EXPECT_GT(estimate->high, 1.03);
  EXPECT_DOUBLE_EQ(estimate->p_value, 1);
}

TEST(GeometricMean, IsTheRootOfTheProduct) {
  EXPECT_NEAR(geometric_mean(std::array{2.0, 8.0}), 4, 1e-12);
  EXPECT_NEAR(ratio_of_means(std::array{2.0, 8.0}, std::array{6.0}), 1.5, 1e-12);
}

TEST(Significant, FollowsHolm) {
  // Sorted: 0.005 <= 0.05/4, 0.01 <= 0.05/3, 0.03 > 0.05/2: the last two fall, although 0.04 is below 0.05.
  EXPECT_THAT(significant(std::array{0.01, 0.04, 0.03, 0.005}, 0.05), ElementsAre(true, false, false, true));
  EXPECT_THAT(significant(std::array{0.05}, 0.05), ElementsAre(true));
  EXPECT_THAT(significant({}, 0.05), testing::IsEmpty());
}

}  // namespace
}  // namespace tlsgauge::verdict
