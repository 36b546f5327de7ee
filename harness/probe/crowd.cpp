#include "probe/crowd.hpp"

#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "tls/stream.hpp"

namespace tlsgauge::probe {

Crowd gather_crowd(const model::Endpoint& endpoint, unsigned clients, const core::Deadline& deadline) {
  // RFC 8446 sections 5.1 and 4: a record of 512 octets, of which a handshake message's header comes and the version.
  constexpr std::array<std::uint8_t, 11> kBeginning{0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03};
  const auto time = deadline.at_most(deadline.remaining() / 2);
  Crowd crowd;
  crowd.reserve(clients);
  while (crowd.size() < clients) {
    core::Descriptor client{tls::connect_tcp(endpoint, time).fd};
    if (!client.open()) break;
    (void)::send(client.get(), kBeginning.data(), kBeginning.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    crowd.push_back(std::move(client));
  }
  return crowd;
}

}  // namespace tlsgauge::probe
