#include <algorithm>
#include <array>

#include "fuzz.hpp"
#include "wire/message/server.hpp"

// A server's handshake messages as the wire engine reads them, joined and split. The first octet says how many octets
// come at a time; each message is read as one of TLS 1.2 and as one of TLS 1.3.

namespace {

using namespace tlsgauge;
using wire::MessageReader;

/// What a chain and its list of extensions may come to in memory, for each octet that arrived.
void require_limited(const wire::ServerMessage& message, std::size_t arrived) {
  if (const auto* certificates = std::get_if<wire::CertificateMessage>(&message)) {
    fuzz::require(certificates->chain.size() <= wire::kMaxChain, "a chain is limited");
    std::size_t size = 0;
    for (const auto& each : certificates->chain) size += each.size();
    fuzz::require(size < arrived, "a chain is no larger than what arrived");
  }
  if (const auto* hello = std::get_if<wire::ServerHello>(&message)) {
    constexpr std::size_t kExtensionHeader = 4;
    fuzz::require(kExtensionHeader * hello->extensions.size() < arrived, "each extension has arrived");
    fuzz::require(hello->random.size() == 32, "a random has its size");
    fuzz::require(!hello->is_retry_request() || hello->key_exchange.empty(), "a retry request shares no key");
  }
  if (const auto* exchange = std::get_if<wire::ServerKeyExchange>(&message))
    fuzz::require(exchange->parameters.size() < arrived, "what was signed has arrived");
}

void require_sound(const MessageReader::Message& message, model::TlsVersion version) {
  const auto decoded = wire::decode(message.type, message.body(), version);
  if (const auto* alert = std::get_if<model::Alert>(&decoded)) {
    fuzz::require(*alert == model::alerts::decode_error || *alert == model::alerts::illegal_parameter,
                  "a fault deserves an alert that says so", model::name(*alert));
    return;
  }
  require_limited(std::get<wire::ServerMessage>(decoded), message.octets.size());
  // Whatever it is, it is that message only as a whole; those of which any part is a message end where the record does.
  const auto whole = std::get<wire::ServerMessage>(decoded).index();
  auto longer = message.octets;
  longer.push_back(0);
  const auto again = wire::decode(message.type, wire::View{longer}.subspan(MessageReader::kHeader), version);
  const auto* read = std::get_if<wire::ServerMessage>(&again);
  const bool open = std::holds_alternative<wire::Finished>(std::get<wire::ServerMessage>(decoded)) ||
                    std::holds_alternative<wire::UnknownMessage>(std::get<wire::ServerMessage>(decoded));
  fuzz::require(open ? read != nullptr && read->index() == whole : read == nullptr, "no message has an octet too many");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = std::max<std::size_t>(data[0], 1);
  MessageReader reader;
  std::size_t handed_out = 0;
  for (wire::View rest{data + 1, size - 1}; !rest.empty(); rest = rest.subspan(std::min(step, rest.size()))) {
    reader.feed(rest.first(std::min(step, rest.size())));
    for (auto next = reader.next(); next.index() != 0; next = reader.next()) {
      if (const auto* alert = std::get_if<model::Alert>(&next)) {
        fuzz::require(*alert == model::alerts::decode_error, "only a length can be wrong yet");
        fuzz::require(reader.in_between(), "what is refused is not forgotten");
        return 0;
      }
      const auto& message = std::get<MessageReader::Message>(next);
      fuzz::require(std::equal(message.octets.begin(), message.octets.end(), data + 1 + handed_out),
                    "messages are what arrived");
      handed_out += message.octets.size();
      require_sound(message, model::TlsVersion::tls1_2);
      require_sound(message, model::TlsVersion::tls1_3);
    }
  }
  fuzz::require(reader.in_between() == (handed_out < size - 1), "what is left is known to be there");
  return 0;
}
