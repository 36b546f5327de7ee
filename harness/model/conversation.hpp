#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/codepoint.hpp"
#include "model/observation.hpp"

namespace tlsgauge::model {

/// One end of a TCP connection.
struct SocketAddress {
  std::array<std::uint8_t, 16> octets{};  ///< in network order; of IPv4, the first four
  bool v6 = false;
  std::uint16_t port = 0;
};

// What can be seen of a connection.

/// Octets that went through the client's socket.
struct OctetsSeen {
  std::vector<std::uint8_t> octets;
};
/// A handshake message, without its encryption.
struct MessageSeen {
  HandshakeType type;
  std::size_t size = 0;  ///< octets, its header included
};
/// The end of what one side sends: fin or rst.
struct EndSeen {
  Close how = Close::fin;
};

/// One thing that was seen, and when.
struct Sighting {
  Party from = Party::client;
  std::chrono::nanoseconds at{0};  ///< since the client began to connect
  std::variant<OctetsSeen, MessageSeen, AlertSeen, EndSeen> what;
};

/// A connection as its client saw it, with all that it takes to read it: also what was encrypted. It holds secrets of
/// this connection, and whatever the client sent: a login, say.
struct Conversation {
  SocketAddress client;
  SocketAddress server;
  std::chrono::system_clock::time_point began;  ///< the client, to connect
  std::chrono::nanoseconds connected{0};        ///< when the connection stood, since then
  std::vector<Sighting> sightings;              ///< in the order in which the client saw them
  bool cut = false;                             ///< there was more than is recorded
  std::vector<std::string> key_log;             ///< lines of the format of SSLKEYLOGFILE, without their ends
  std::vector<std::vector<std::uint8_t>>
      chain;  ///< what the client sent as certificates, leaf first; DER, if it is any
};

}  // namespace tlsgauge::model
