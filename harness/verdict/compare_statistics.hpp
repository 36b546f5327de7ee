#pragma once

#include <optional>
#include <span>
#include <vector>

// The statistics of comparing two small samples of a cost. Pure, and without a library: the distribution function of
// Student's t is computed from the regularized incomplete beta function, its quantile by Newton's method.
namespace tlsgauge::verdict {

/// The chance that |T| exceeds `t` for Student's t with `degrees` of freedom (at least 1, need not be whole). 1 for
/// t = 0; accurate to ten digits or so.
[[nodiscard]] double t_two_sided_tail(double t, double degrees);

/// The t that |T| exceeds with the chance `alpha`, of (0, 1): 2.306 for 0.05 and 8 degrees of freedom.
[[nodiscard]] double t_two_sided_quantile(double alpha, double degrees);

/// How two samples of positive values relate.
struct RatioEstimate {
  double ratio = 1;          ///< geometric mean of the second over that of the first
  double low = 1, high = 1;  ///< confidence interval of the ratio
  double p_value = 1;        ///< the chance to see a ratio as far from 1 if there were none; two-sided
};

/// The standard deviation of logarithms below which a side's repeats are not believed: three values lie close together
/// by chance now and then.
inline constexpr double kNoiseFloor = 0.02;

/// How much the mean of a whole run is off, as a standard deviation of logarithms: what the repeats of a run have in
/// common (the machine's neighbours, where the program lies in memory) no number of repeats averages out. Eleven runs
/// of one build on a shared virtual machine, five repeats each, had this for the CPU time of both sides.
inline constexpr double kRunDrift = 0.04;

/// Welch's unequal-variances t-test on the logarithms (B. L. Welch, Biometrika 34, 1947): costs are positive, vary by a
/// factor rather than by an amount, and a ratio is what is asked for. Each side's deviation counts as kNoiseFloor at
/// least, and each mean is off by kRunDrift besides.
/// @return nothing unless each side has two values.
[[nodiscard]] std::optional<RatioEstimate> welch_ratio(std::span<const double> before, std::span<const double> after,
                                                       double confidence);

/// The ratio of geometric means; both samples hold one positive value at least.
[[nodiscard]] double ratio_of_means(std::span<const double> before, std::span<const double> after);
/// The geometric mean of positive values, at least one.
[[nodiscard]] double geometric_mean(std::span<const double> values);

/// Which of several tests are significant if the chance that any of them is so by accident must stay below `alpha`:
/// Holm's step-down method (S. Holm, Scandinavian Journal of Statistics 6, 1979), which needs no independence.
[[nodiscard]] std::vector<bool> significant(std::span<const double> p_values, double alpha);

}  // namespace tlsgauge::verdict
