#include <cmath>
#include <random>

#include "unit/verdict/compare_cases.hpp"

// What the gate does with noise, simulated: each repeat's cost is log-normal around the run's, and a run's around the
// true one, all loads of a run together. Both are as wide as a shared virtual machine has them. Seeds are fixed, so the
// counts never change.
namespace tlsgauge::verdict {
namespace {

constexpr double kNoise = 0.05;
constexpr double kDrift = 0.04;

class Simulation {
 public:
  Simulation(std::size_t cells, std::size_t repeats) : cells_{cells}, repeats_{repeats} {}

  /// How many of `times` comparisons find a cost regression when the first load's true cost changes by `factor`.
  int alarms(int times, double factor) {
    int count = 0;
    for (int i = 0; i < times; ++i) {
      const auto comparison = compare(report(1), report(factor), {});
      if (model::summarize(comparison).cost_regressions > 0) ++count;
    }
    return count;
  }

 private:
  model::ReportDigest report(double factor) {
    model::ReportDigest report;
    const double drift = std::exp(drift_(random_));
    for (std::size_t cell = 0; cell < cells_; ++cell) {
      const double cost = drift * (cell == 0 ? 1e5 * factor : 1e5);
      for (std::size_t repeat = 0; repeat < repeats_; ++repeat)
        report.loads.push_back({.name = "load " + std::to_string(cell),
                                .client_cpu = model::Cost{noisy(cost)},
                                .server_cpu = model::Cost{noisy(cost)}});
    }
    return report;
  }

  double noisy(double cost) { return cost * std::exp(noise_(random_)); }

  std::size_t cells_, repeats_;
  std::mt19937_64 random_{1};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same noise each time
  std::normal_distribution<double> noise_{0, kNoise}, drift_{0, kDrift};
};

TEST(SameBuild, TenThousandComparisonsRaiseFewerThanTenAlarms) { EXPECT_LT(Simulation(1, 5).alarms(10'000, 1), 10); }

TEST(SameBuild, AMatrixOf34LoadsRaisesHardlyMoreAlarms) { EXPECT_LE(Simulation(34, 5).alarms(150, 1), 2); }

TEST(SameBuild, ThreeRepeatsRaiseHardlyMoreAlarms) { EXPECT_LE(Simulation(34, 3).alarms(150, 1), 2); }

TEST(ADearerBuild, IsFoundWithFiveRepeats) { EXPECT_GE(Simulation(1, 5).alarms(500, 1.4), 450); }

TEST(ADearerBuild, IsMostlyFoundAmong34Loads) { EXPECT_GE(Simulation(34, 5).alarms(50, 1.5), 40); }

TEST(ADearerBuild, ByAnEighthIsHardlyToldFromDrift) { EXPECT_LT(Simulation(1, 5).alarms(500, 1.125), 50); }

}  // namespace
}  // namespace tlsgauge::verdict
