#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/conversation.hpp"

namespace tlsgauge::evidence {

/// An IP packet, and when it was seen.
struct Packet {
  std::chrono::nanoseconds at{0};  ///< since the beginning of the conversation
  std::string octets;              ///< from the IP header on
};

/// The TCP connection that carries what was seen in `conversation`: its three-way handshake, what either side sent, the
/// ends that were seen. Sequence numbers, acknowledgements and checksums are right; retransmissions, windows and the
/// cuts between segments, which a socket does not show, are not those of the wire.
[[nodiscard]] std::vector<Packet> packets_of(const model::Conversation& conversation);

}  // namespace tlsgauge::evidence
