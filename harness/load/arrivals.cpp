#include "load/arrivals.hpp"

#include <algorithm>
#include <cmath>

namespace tlsgauge::load {

Schedule::Schedule(core::TimePoint begin, double rate, Arrivals arrivals, double phase, std::uint64_t seed)
    : begin_{begin},
      gap_ns_{1e9 / rate},
      phase_{phase},
      elapsed_ns_{phase * gap_ns_},
      arrivals_{arrivals},
      random_{seed} {
  set_next();
}

void Schedule::advance() {
  ++number_;
  if (arrivals_ == Arrivals::constant) {
    elapsed_ns_ = (static_cast<double>(number_) + phase_) * gap_ns_;  // a sum of gaps would drift
  } else {
    elapsed_ns_ += std::exponential_distribution{1 / gap_ns_}(random_);
  }
  set_next();
}

std::uint64_t Schedule::skip_before(core::TimePoint end) {
  if (next_ >= end) return 0;
  const auto until_ns = static_cast<double>((end - begin_).count());
  std::uint64_t skipped = 0;
  if (arrivals_ == Arrivals::constant) {
    // Not one by one: what a rate beyond reach leaves over can be any number.
    const auto number = std::max(number_ + 1, static_cast<std::uint64_t>(std::ceil(until_ns / gap_ns_ - phase_)));
    skipped = number - number_;
    number_ = number;
    elapsed_ns_ = (static_cast<double>(number) + phase_) * gap_ns_;
  } else {
    // Arrivals of a Poisson process do not depend on those before: how many there are in a time is a draw of its own.
    const double expected = (until_ns - elapsed_ns_) / gap_ns_;
    skipped = 1 + std::poisson_distribution<std::uint64_t>{expected}(random_);
    number_ += skipped;
    elapsed_ns_ = until_ns + std::exponential_distribution{1 / gap_ns_}(random_);
  }
  set_next();
  return skipped;
}

}  // namespace tlsgauge::load
