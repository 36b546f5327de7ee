#pragma once

#include "core/clock.hpp"

namespace tlsgauge::test_support {

/// A clock that a test moves by hand.
class ManualClock final : public core::Clock {
 public:
  [[nodiscard]] core::TimePoint now() const noexcept override { return now_; }
  void advance(core::Nanoseconds by) noexcept { now_ += by; }

 private:
  core::TimePoint now_{};
};

}  // namespace tlsgauge::test_support
