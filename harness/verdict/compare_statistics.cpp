#include "verdict/compare_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace tlsgauge::verdict {
namespace {

/// The continued fraction of the incomplete beta function (NIST Handbook of Mathematical Functions, 8.17.22), evaluated
/// front to back by the method of Lentz. Converges quickly for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;  // stands for a zero that would be divided by
  constexpr int kTerms = 500;
  const auto guarded = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / guarded(1 - (a + b) * x / (a + 1));
  double value = d;
  for (int m = 1; m <= kTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < std::numeric_limits<double>::epsilon()) break;
  }
  return value;
}

/// I_x(a, b), the regularized incomplete beta function.
double regularized_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

struct Logarithms {
  double count = 0;
  double mean = 0;
  double variance = 0;  // of the sample; 0 for a single value
};

Logarithms logarithms(std::span<const double> values) {
  Logarithms sample{.count = static_cast<double>(values.size())};
  for (const double value : values) sample.mean += std::log(value) / sample.count;
  if (values.size() < 2) return sample;
  for (const double value : values) sample.variance += std::pow(std::log(value) - sample.mean, 2) / (sample.count - 1);
  return sample;
}

}  // namespace

double t_two_sided_tail(double t, double degrees) {
  return regularized_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

double t_two_sided_quantile(double alpha, double degrees) {
  const double log_norm =
      std::lgamma((degrees + 1) / 2) - std::lgamma(degrees / 2) - std::log(degrees * std::numbers::pi) / 2;
  // The tail falls and is convex for t > 0: Newton's method from 0 climbs to the root and never passes it.
  double t = 0;
  for (int i = 0; i < 200; ++i) {
    const double density = std::exp(log_norm - (degrees + 1) / 2 * std::log1p(t * t / degrees));
    const double step = (t_two_sided_tail(t, degrees) - alpha) / (2 * density);
    t += step;
    if (step <= 1e-13 * t) break;
  }
  return t;
}

std::optional<RatioEstimate> welch_ratio(std::span<const double> before, std::span<const double> after,
                                         double confidence) {
  if (before.size() < 2 || after.size() < 2) return std::nullopt;
  const auto first = logarithms(before);
  const auto second = logarithms(after);
  // Squared standard errors of the two means, as far as repeats tell; and all of it.
  const double error_of_first = std::max(first.variance, kNoiseFloor * kNoiseFloor) / first.count;
  const double error_of_second = std::max(second.variance, kNoiseFloor * kNoiseFloor) / second.count;
  const double whole = error_of_first + error_of_second + 2 * kRunDrift * kRunDrift;
  const double error = std::sqrt(whole);
  // The Welch-Satterthwaite equation; the drift is known, and has infinitely many degrees of freedom.
  const double degrees =
      whole * whole /
      (std::pow(error_of_first, 2) / (first.count - 1) + std::pow(error_of_second, 2) / (second.count - 1));
  const double difference = second.mean - first.mean;
  const double margin = t_two_sided_quantile(1 - confidence, degrees) * error;
  return RatioEstimate{.ratio = std::exp(difference),
                       .low = std::exp(difference - margin),
                       .high = std::exp(difference + margin),
                       .p_value = t_two_sided_tail(difference / error, degrees)};
}

double ratio_of_means(std::span<const double> before, std::span<const double> after) {
  return std::exp(logarithms(after).mean - logarithms(before).mean);
}

double geometric_mean(std::span<const double> values) { return std::exp(logarithms(values).mean); }

std::vector<bool> significant(std::span<const double> p_values, double alpha) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<bool> result(p_values.size(), false);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto untested = static_cast<double>(order.size() - rank);
    if (p_values[order[rank]] > alpha / untested) break;
    result[order[rank]] = true;
  }
  return result;
}

}  // namespace tlsgauge::verdict
