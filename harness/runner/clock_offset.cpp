#include "runner/clock_offset.hpp"

#include <algorithm>

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;

/// Whether a moment, so far from that of the forging, may be past by the target's clock and to come by ours, or the
/// other way round.
bool is_doubtful(std::chrono::seconds moment, const ClockOffset& offset) {
  return moment < 0s ? offset.least <= moment : offset.most >= moment;
}

/// "about 7 s behind ours"
std::string describe(const ClockOffset& offset) {
  const auto middle = (offset.least + offset.most) / 2;
  const auto seconds = std::chrono::round<std::chrono::seconds>(std::chrono::abs(middle));
  return "about " + std::to_string(seconds.count()) + " s " + (middle < 0ns ? "behind" : "ahead of") + " ours";
}

}  // namespace

ClockOffset offset_by(std::chrono::sys_seconds date, std::chrono::system_clock::time_point asked,
                      std::chrono::system_clock::time_point answered) {
  // RFC 9110 section 5.6.7: a Date has no fractions of a second, so that it is up to one second old.
  return {.least = date - answered, .most = date + 1s - asked};
}

std::optional<ClockOffset> together(const std::vector<ClockOffset>& offsets) {
  if (offsets.empty()) return std::nullopt;
  const ClockOffset all{.least = std::ranges::max(offsets, {}, &ClockOffset::least).least,
                        .most = std::ranges::min(offsets, {}, &ClockOffset::most).most};
  return all.least <= all.most ? std::optional{all} : std::nullopt;
}

std::optional<std::string> doubt(const ClockOffset& offset, const model::Recipe& recipe, bool expires) {
  const auto because = [&](std::chrono::seconds moment) {
    return "the target's clock is " + describe(offset) + ", and this case is a matter of " +
           std::to_string(std::chrono::abs(moment).count()) + " s";
  };
  for (const auto& certificate : recipe.certificates)
    for (const auto moment : {certificate.not_before, certificate.not_after})
      if (is_doubtful(moment, offset)) return because(moment);
  // The second in which a certificate ends still belongs to its validity (RFC 5280 section 4.1.2.5).
  constexpr auto kSpare = kPastExpiry - 1s;
  return expires && offset.least <= -kSpare ? std::optional{because(kSpare)} : std::nullopt;
}

}  // namespace tlsgauge::runner
