#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/recipe.hpp"

namespace tlsgauge::runner {

/// By how much a target's clock is ahead of ours, as far as that is known; negative: behind. Cases that are a matter of
/// seconds are forged by our clock, and judged by the target's.
struct ClockOffset {
  std::chrono::nanoseconds least;
  std::chrono::nanoseconds most;
};

/// What one answer tells that was asked for at `asked`, had come at `answered`, and was written in the second `date`.
[[nodiscard]] ClockOffset offset_by(std::chrono::sys_seconds date, std::chrono::system_clock::time_point asked,
                                    std::chrono::system_clock::time_point answered);

/// What several answers tell together; nothing where there is none, or they contradict each other: a cache, say,
/// answers with the time of another day.
[[nodiscard]] std::optional<ClockOffset> together(const std::vector<ClockOffset>& offsets);

/// How long we wait beyond the end of a certificate until we take it for expired.
inline constexpr std::chrono::seconds kPastExpiry{3};

/// Why a case cannot be judged by a clock that may be so far off: a certificate that is over by ours may still be valid
/// by that one, or one that is valid may be over. @param expires whether the case waits for its certificate to expire
/// @return nothing where it can be judged.
[[nodiscard]] std::optional<std::string> doubt(const ClockOffset& offset, const model::Recipe& recipe, bool expires);

}  // namespace tlsgauge::runner
