#include "evidence/packets.hpp"

#include <algorithm>
#include <string_view>

#include "evidence/octets.hpp"

namespace tlsgauge::evidence {
namespace {

constexpr std::uint8_t kTcp = 6;       // IANA "Protocol Numbers"
constexpr std::size_t kChecksum = 16;  // where it stands in a TCP header

// RFC 9293 section 3.1.
constexpr std::uint8_t kFin = 1;
constexpr std::uint8_t kSyn = 2;
constexpr std::uint8_t kRst = 4;
constexpr std::uint8_t kPsh = 8;
constexpr std::uint8_t kAck = 16;

/// RFC 9293 section 3.2, RFC 7323 section 2.2: an MSS, a NOP, a window scale. Windows so large that no reader of the
/// capture takes what was sent at once for more than the other side had room for.
constexpr std::size_t kMostPayload = 32768;
constexpr std::string_view kSynOptions{"\x02\x04\x80\x00\x01\x03\x03\x0e", 8};
constexpr std::uint16_t kWindow = 0xffff;

/// RFC 1071: the one's complement sum of 16-bit words.
class Checksum {
 public:
  void add(std::string_view octets) {
    constexpr unsigned kOctet = 8;
    for (std::size_t i = 0; i < octets.size(); ++i)
      sum_ += static_cast<std::uint64_t>(static_cast<std::uint8_t>(octets[i])) << (i % 2 == 0 ? kOctet : 0U);
  }
  [[nodiscard]] std::uint16_t value() const {
    constexpr unsigned kWord = 16;
    auto sum = sum_;
    while (sum >> kWord != 0) sum = (sum & 0xffffU) + (sum >> kWord);
    return static_cast<std::uint16_t>(~sum);
  }

 private:
  std::uint64_t sum_ = 0;
};

void put(std::string& octets, std::size_t at, std::uint16_t value) {
  std::string number;
  append_big(number, value, 2);
  octets.replace(at, 2, number);
}

std::string address(const model::SocketAddress& of) {
  constexpr std::size_t kV4 = 4;
  return {reinterpret_cast<const char*>(of.octets.data()), of.v6 ? of.octets.size() : kV4};
}

/// RFC 791 section 3.1.
std::string v4_header(const std::string& source, const std::string& destination, std::size_t payload) {
  constexpr std::size_t kHeader = 20;
  constexpr std::size_t kAt = 10;   // of the checksum
  std::string header{"\x45\0", 2};  // version 4, five words; ordinary traffic
  append_big(header, kHeader + payload, 2);
  append_big(header, 0x0000'4000, 4);  // no identification, which a packet that must not be cut needs none of
  append_big(header, 64, 1);           // time to live
  append_big(header, kTcp, 1);
  append_big(header, 0, 2);
  header += source + destination;
  Checksum checksum;
  checksum.add(header);
  put(header, kAt, checksum.value());
  return header;
}

/// RFC 8200 section 3.
std::string v6_header(const std::string& source, const std::string& destination, std::size_t payload) {
  std::string header;
  append_big(header, 0x6000'0000, 4);  // version 6; ordinary traffic of no flow
  append_big(header, payload, 2);
  append_big(header, kTcp, 1);
  append_big(header, 64, 1);  // hop limit
  return header + source + destination;
}

class Connection {
 public:
  explicit Connection(const model::Conversation& conversation) : conversation_{conversation} {}

  std::vector<Packet> packets() {
    using model::Party;
    send(Party::client, std::chrono::nanoseconds{0}, kSyn);
    send(Party::server, conversation_.connected, kSyn | kAck);
    send(Party::client, conversation_.connected, kAck);
    for (const auto& sighting : conversation_.sightings) {
      if (const auto* seen = std::get_if<model::OctetsSeen>(&sighting.what)) send_octets(sighting, seen->octets);
      if (const auto* end = std::get_if<model::EndSeen>(&sighting.what))
        send(sighting.from, sighting.at, end->how == model::Close::rst ? kRst | kAck : kFin | kAck);
    }
    return std::move(packets_);
  }

 private:
  void send_octets(const model::Sighting& sighting, const std::vector<std::uint8_t>& octets) {
    const std::string_view all{reinterpret_cast<const char*>(octets.data()), octets.size()};
    for (std::size_t at = 0; at < all.size(); at += kMostPayload)
      send(sighting.from, sighting.at, kPsh | kAck, all.substr(at, kMostPayload));
  }

  void send(model::Party from, std::chrono::nanoseconds at, unsigned flags, std::string_view payload = {}) {
    const bool by_client = from == model::Party::client;
    const auto& source = by_client ? conversation_.client : conversation_.server;
    const auto& destination = by_client ? conversation_.server : conversation_.client;
    auto& next = by_client ? client_next_ : server_next_;
    const auto acknowledged = by_client ? server_next_ : client_next_;

    const auto options = (flags & kSyn) != 0 ? kSynOptions : std::string_view{};
    constexpr std::size_t kHeader = 20;
    constexpr unsigned kOffsetShift = 12;
    std::string segment;
    append_big(segment, source.port, 2);
    append_big(segment, destination.port, 2);
    append_big(segment, next, 4);
    append_big(segment, (flags & kAck) != 0 ? acknowledged : 0, 4);
    append_big(segment, ((kHeader + options.size()) / 4) << kOffsetShift | flags, 2);
    append_big(segment, kWindow, 2);
    append_big(segment, 0, 4);  // the checksum, for now; no urgent pointer
    segment += options;
    segment += payload;
    put(segment, kChecksum, checksum(address(source), address(destination), segment));

    const auto header = (source.v6 ? v6_header : v4_header)(address(source), address(destination), segment.size());
    packets_.push_back({.at = at, .octets = header + segment});
    // RFC 9293 section 3.4: SYN and FIN take a sequence number each.
    next += static_cast<std::uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0 ? 1 : 0);
  }

  /// RFC 9293 section 3.1, RFC 8200 section 8.1: over a pseudo-header, too.
  static std::uint16_t checksum(const std::string& source, const std::string& destination, const std::string& segment) {
    std::string pseudo = source + destination;
    append_big(pseudo, segment.size(), 4);
    append_big(pseudo, kTcp, 4);
    Checksum checksum;
    checksum.add(pseudo);
    checksum.add(segment);
    return checksum.value();
  }

  const model::Conversation& conversation_;
  std::uint32_t client_next_ = 0;
  std::uint32_t server_next_ = 0;
  std::vector<Packet> packets_;
};

}  // namespace

std::vector<Packet> packets_of(const model::Conversation& conversation) { return Connection{conversation}.packets(); }

}  // namespace tlsgauge::evidence
