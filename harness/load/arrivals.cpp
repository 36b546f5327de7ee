#include "load/arrivals.hpp"

namespace tlsgauge::load {

Schedule::Schedule(core::TimePoint begin, double rate, Arrivals arrivals, double phase, std::uint64_t seed)
    : begin_{begin},
      gap_ns_{1e9 / rate},
      phase_{phase},
      elapsed_ns_{phase * gap_ns_},
      arrivals_{arrivals},
      random_{seed},
      next_{begin + core::Nanoseconds{static_cast<std::int64_t>(elapsed_ns_)}} {}

void Schedule::advance() {
  ++number_;
  if (arrivals_ == Arrivals::constant) {
    elapsed_ns_ = (static_cast<double>(number_) + phase_) * gap_ns_;  // a sum of gaps would drift
  } else {
    elapsed_ns_ += std::exponential_distribution{1 / gap_ns_}(random_);
  }
  next_ = begin_ + core::Nanoseconds{static_cast<std::int64_t>(elapsed_ns_)};
}

}  // namespace tlsgauge::load
