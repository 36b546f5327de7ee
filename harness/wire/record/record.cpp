#include "wire/record/record.hpp"

namespace tlsgauge::wire {
namespace {

constexpr std::uint8_t kMajor = 3;

bool exists(std::uint8_t type) {
  return type >= static_cast<std::uint8_t>(ContentType::change_cipher_spec) &&
         type <= static_cast<std::uint8_t>(ContentType::heartbeat);
}

}  // namespace

void write_record(ContentType type, std::uint16_t version, View fragment, Octets& to) {
  append_number(to, static_cast<std::uint8_t>(type), 1);
  append_number(to, version, 2);
  append_number(to, fragment.size(), 2);
  append(to, fragment);
}

void RecordReader::feed(View octets) {
  octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(read_));
  read_ = 0;
  append(octets_, octets);
}

std::variant<std::monostate, Record, model::Alert> RecordReader::next() {
  // Judged octet by octet: who has answered "HTTP/1.1 400" to a ClientHello sends no fifth octet that would be missing.
  const auto here = View{octets_}.subspan(read_);
  if (!here.empty() && !exists(here[0])) return model::alerts::unexpected_message;
  if (here.size() > 1 && here[1] != kMajor) return model::alerts::unexpected_message;
  if (here.size() < kRecordHeader) return {};
  Reader at{here};
  Record record{.type = at.u8(), .version = at.u16(), .fragment = {}};
  const auto length = at.u16();
  // RFC 8446 section 5.1: "An endpoint that receives a record that exceeds this length MUST terminate the connection
  // with a 'record_overflow' alert." A peer that claims more is not waited for.
  if (length > kMaxCiphertext) return model::alerts::record_overflow;
  if (at.size() < length) return {};
  record.fragment = at.take(length);
  read_ += kRecordHeader + length;
  return record;
}

}  // namespace tlsgauge::wire
