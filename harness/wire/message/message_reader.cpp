#include "wire/message/server.hpp"

namespace tlsgauge::wire {

void MessageReader::feed(View fragment) { append(octets_, fragment); }

std::variant<std::monostate, MessageReader::Message, model::Alert> MessageReader::next() {
  Reader at{octets_};
  const model::HandshakeType type{at.u8()};
  const auto size = at.u24();
  if (!at.ok()) return std::monostate{};
  // Refused by what it announces, so that nobody has to wait for it, or to keep it.
  if (size > kMaxMessage) return model::alerts::decode_error;
  if (at.size() < size) return std::monostate{};
  const auto end = octets_.begin() + static_cast<std::ptrdiff_t>(kHeader + size);
  Message message{.type = type, .octets = {octets_.begin(), end}};
  octets_.erase(octets_.begin(), end);
  return message;
}

}  // namespace tlsgauge::wire
