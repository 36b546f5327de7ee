#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "model/conversation.hpp"

namespace tlsgauge::test_support {

/// A conversation between 127.0.0.1:40000 and 127.0.0.1:19530 that began 2026-01-02T03:04:05Z, connected after 50 µs,
/// and in which nothing has been seen yet.
[[nodiscard]] model::Conversation sample_conversation();
/// The same by IPv6, between ::1 and ::1.
[[nodiscard]] model::Conversation sample_conversation_v6();

/// Sightings, `microseconds` after the beginning.
[[nodiscard]] model::Sighting octets(model::Party from, int microseconds, std::string_view octets);
[[nodiscard]] model::Sighting end(model::Party from, int microseconds, model::Close how);

}  // namespace tlsgauge::test_support
