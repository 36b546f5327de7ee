#pragma once

#include <string>

// Who started a container or network, as the label kOwnerLabel says it: so that what a killed harness has left behind
// can be told from what another one is using.
namespace tlsgauge::deployment::compose {

inline constexpr auto kOwnerLabel = "tlsgauge.owner";

/// This process: its host, its number, and its start in clock ticks since boot, which no later process of that number
/// shares. No space stands in it.
[[nodiscard]] std::string owner();

/// A word for names: letters, digits and hyphens, different for every process that uses one engine.
[[nodiscard]] std::string owner_word();

/// Whether the process that `owner` names has ended. False where that cannot be known: on another host, or where the
/// text is no owner.
[[nodiscard]] bool has_ended(const std::string& owner);

}  // namespace tlsgauge::deployment::compose
