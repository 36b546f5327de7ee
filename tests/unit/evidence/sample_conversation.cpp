#include "unit/evidence/sample_conversation.hpp"

namespace tlsgauge::test_support {

using namespace std::chrono_literals;

model::Conversation sample_conversation() {
  return {.client = {.octets = {127, 0, 0, 1}, .v6 = false, .port = 40000},
          .server = {.octets = {127, 0, 0, 1}, .v6 = false, .port = 19530},
          .began = std::chrono::system_clock::time_point{1767323045s},
          .connected = 50us,
          .sightings = {},
          .cut = false,
          .key_log = {},
          .chain = {}};
}

model::Conversation sample_conversation_v6() {
  auto conversation = sample_conversation();
  for (auto* address : {&conversation.client, &conversation.server}) {
    address->octets = {};
    address->octets.back() = 1;
    address->v6 = true;
  }
  return conversation;
}

model::Sighting octets(model::Party from, int microseconds, std::string_view octets) {
  return {.from = from,
          .at = std::chrono::microseconds{microseconds},
          .what = model::OctetsSeen{{octets.begin(), octets.end()}}};
}

model::Sighting end(model::Party from, int microseconds, model::Close how) {
  return {.from = from, .at = std::chrono::microseconds{microseconds}, .what = model::EndSeen{how}};
}

}  // namespace tlsgauge::test_support
