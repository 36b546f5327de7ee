#include "core/clock.hpp"

#include <algorithm>

namespace tlsgauge::core {
namespace {

class SteadyClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const noexcept override { return std::chrono::steady_clock::now(); }
};

}  // namespace

const Clock& steady_clock() noexcept {
  static const SteadyClock clock;
  return clock;
}

Nanoseconds Deadline::remaining() const noexcept {
  if (interrupted()) return Nanoseconds::zero();
  return std::max(at_ - clock_->now(), Nanoseconds::zero());
}

int Deadline::poll_slice() const noexcept {
  constexpr Nanoseconds kSlice = std::chrono::milliseconds{50};
  const auto left = std::min(remaining(), kSlice);
  if (left <= Nanoseconds::zero()) return 0;
  return std::max(1, static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(left).count()));
}

Deadline Deadline::at_most(Nanoseconds from_now) const {
  Deadline sooner = *this;
  sooner.at_ = std::min(at_, clock_->now() + from_now);
  return sooner;
}

}  // namespace tlsgauge::core
