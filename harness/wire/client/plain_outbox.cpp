#include "wire/client/plain_outbox.hpp"

#include <algorithm>

namespace tlsgauge::wire {

void PlainOutbox::prepare(Field& /*message*/) {}

void PlainOutbox::shape(Field& /*part*/) {}

Octets PlainOutbox::send(Field message) {
  auto octets = encode(message);
  send(ContentType::handshake, octets, model::Keys::current);
  return octets;
}

void PlainOutbox::send(ContentType type, View content, model::Keys which) {
  do {
    const auto part = content.first(std::min(content.size(), kMaxPlaintext));
    keys().seal({.type = static_cast<std::uint8_t>(type), .content = part}, {}, which, octets_);
    content = content.subspan(part.size());
  } while (!content.empty());
}

void PlainOutbox::end_flight() {}
bool PlainOutbox::reached(Point /*point*/) { return false; }

}  // namespace tlsgauge::wire
