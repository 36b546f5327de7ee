#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "evidence/packets.hpp"
#include "evidence/render.hpp"
#include "unit/evidence/sample_conversation.hpp"

// The format is draft-ietf-opsawg-pcapng's; that a program not ours reads it is for tests/end_to_end/evidence_test.py.
namespace tlsgauge::evidence {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Close;
using model::Party;
using testing::ElementsAre;
using testing::HasSubstr;

std::uint64_t little(const std::string& octets, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (auto left = width; left-- > 0;) value = value << 8U | static_cast<std::uint8_t>(octets.at(at + left));
  return value;
}

std::uint64_t big(const std::string& octets, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8U | static_cast<std::uint8_t>(octets.at(at + i));
  return value;
}

struct Block {
  std::uint64_t type;
  std::string body;
};

/// The blocks of a file; the test fails where their lengths do not fit.
std::vector<Block> blocks_of(const std::string& file) {
  std::vector<Block> blocks;
  for (std::size_t at = 0; at < file.size();) {
    const auto length = little(file, at + 4, 4);
    EXPECT_EQ(length % 4, 0U);
    EXPECT_EQ(little(file, at + length - 4, 4), length);
    blocks.push_back({.type = little(file, at, 4), .body = file.substr(at + 8, length - 12)});
    at += length;
  }
  return blocks;
}

std::vector<std::uint64_t> types_of(const std::vector<Block>& blocks) {
  std::vector<std::uint64_t> types;
  for (const auto& block : blocks) types.push_back(block.type);
  return types;
}

/// RFC 1071: a sum over what holds its own checksum is all ones.
std::uint64_t sum(const std::string& octets) {
  std::uint64_t total = 0;
  const auto even = octets.size() % 2 == 0 ? octets : octets + '\0';
  for (std::size_t at = 0; at < even.size(); at += 2) total += big(even, at, 2);
  while (total > 0xffff) total = (total & 0xffffU) + (total >> 16U);
  return total;
}

/// A segment of the sample conversation, in words.
struct Segment {
  bool by_client = false;
  std::uint64_t sequence = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t flags = 0;
  std::size_t payload = 0;
  friend bool operator==(const Segment&, const Segment&) = default;
};

void PrintTo(const Segment& segment, std::ostream* out) {
  *out << (segment.by_client ? "client" : "server") << " seq " << segment.sequence << " ack " << segment.acknowledged
       << " flags " << segment.flags << " payload " << segment.payload;
}

std::vector<Segment> segments_of(const model::Conversation& conversation) {
  std::vector<Segment> segments;
  for (const auto& packet : packets_of(conversation)) {
    const auto tcp = packet.octets.substr(conversation.client.v6 ? 40 : 20);
    segments.push_back({.by_client = big(tcp, 0, 2) == 40000,
                        .sequence = big(tcp, 4, 4),
                        .acknowledged = big(tcp, 8, 4),
                        .flags = big(tcp, 13, 1),
                        .payload = tcp.size() - 4 * (big(tcp, 12, 1) >> 4U)});
  }
  return segments;
}

constexpr std::uint64_t kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16;

TEST(Pcapng, HasTheSecretsBeforeThePackets) {
  auto conversation = sample_conversation();
  conversation.key_log = {"CLIENT_RANDOM aa bb", "CLIENT_RANDOM cc dd"};
  const auto blocks = blocks_of(to_pcapng({&conversation, 1}));
  EXPECT_THAT(types_of(blocks), ElementsAre(0x0A0D0D0A, 1, 10, 6, 6, 6));
  const auto& secrets = blocks[2].body;
  EXPECT_EQ(little(secrets, 0, 4), 0x544c534bU);
  EXPECT_EQ(secrets.substr(8, little(secrets, 4, 4)), "CLIENT_RANDOM aa bb\nCLIENT_RANDOM cc dd\n");
}

TEST(Pcapng, OfPlaintextHasNoSecrets) {
  const auto conversation = sample_conversation();
  EXPECT_THAT(types_of(blocks_of(to_pcapng({&conversation, 1}))), ElementsAre(0x0A0D0D0A, 1, 6, 6, 6));
}

TEST(Pcapng, OfNothingIsAFileAllTheSame) {
  EXPECT_THAT(types_of(blocks_of(to_pcapng({}))), ElementsAre(0x0A0D0D0A, 1));
}

TEST(Pcapng, HasTheTimeOfEachPacketInNanoseconds) {
  auto conversation = sample_conversation();
  conversation.sightings = {octets(Party::client, 70, "x")};
  const auto blocks = blocks_of(to_pcapng({&conversation, 1}));
  const auto& packet = blocks.back().body;
  EXPECT_EQ(little(packet, 4, 4) << 32U | little(packet, 8, 4), 1767323045'000'070'000U);
  EXPECT_EQ(little(packet, 12, 4), little(packet, 16, 4));
  EXPECT_EQ(packet.size(), 20 + (little(packet, 12, 4) + 3) / 4 * 4);
}

TEST(Pcapng, SaysWhereThereWasMore) {
  auto conversation = sample_conversation();
  EXPECT_THAT(to_pcapng({&conversation, 1}), testing::Not(HasSubstr("not recorded")));
  conversation.cut = true;
  EXPECT_THAT(blocks_of(to_pcapng({&conversation, 1})).back().body, HasSubstr("not recorded"));
}

TEST(Packets, AreATcpConnectionWithItsNumbers) {
  auto conversation = sample_conversation();
  conversation.sightings = {octets(Party::client, 60, "hello"), octets(Party::server, 70, "hi"),
                            end(Party::server, 80, Close::fin), octets(Party::client, 90, "x"),
                            end(Party::client, 95, Close::fin)};
  EXPECT_THAT(segments_of(conversation),
              ElementsAre(Segment{true, 0, 0, kSyn, 0}, Segment{false, 0, 1, kSyn | kAck, 0},
                          Segment{true, 1, 1, kAck, 0}, Segment{true, 1, 1, kPsh | kAck, 5},
                          Segment{false, 1, 6, kPsh | kAck, 2}, Segment{false, 3, 6, kFin | kAck, 0},
                          Segment{true, 6, 4, kPsh | kAck, 1}, Segment{true, 7, 4, kFin | kAck, 0}));
}

TEST(Packets, EndByAReset) {
  auto conversation = sample_conversation();
  conversation.sightings = {end(Party::server, 60, Close::rst)};
  EXPECT_EQ(segments_of(conversation).back(), (Segment{false, 1, 1, kRst | kAck, 0}));
}

TEST(Packets, CutWhatIsTooLongForOne) {
  auto conversation = sample_conversation();
  conversation.sightings = {octets(Party::server, 60, std::string(70000, 'x'))};
  const auto segments = segments_of(conversation);
  ASSERT_EQ(segments.size(), 6U);
  EXPECT_EQ(segments[3].payload + segments[4].payload + segments[5].payload, 70000U);
  EXPECT_EQ(segments[5].sequence, 1 + segments[3].payload + segments[4].payload);
  for (const auto& packet : packets_of(conversation)) EXPECT_EQ(big(packet.octets, 2, 2), packet.octets.size());
}

TEST(Packets, HaveRightSumsInIPv4) {
  auto conversation = sample_conversation();
  conversation.sightings = {octets(Party::client, 60, "odd")};
  for (const auto& packet : packets_of(conversation)) {
    EXPECT_EQ(sum(packet.octets.substr(0, 20)), 0xffffU);
    const auto tcp = packet.octets.substr(20);
    const std::string length{static_cast<char>(tcp.size() >> 8U), static_cast<char>(tcp.size())};
    EXPECT_EQ(sum(packet.octets.substr(12, 8) + std::string{"\0\6", 2} + length + tcp), 0xffffU);
  }
}

TEST(Packets, HaveRightSumsInIPv6) {
  auto conversation = sample_conversation_v6();
  conversation.sightings = {octets(Party::client, 60, "odd")};
  const auto packets = packets_of(conversation);
  for (const auto& packet : packets) {
    EXPECT_EQ(big(packet.octets, 0, 4), 0x6000'0000U);
    EXPECT_EQ(big(packet.octets, 4, 2), packet.octets.size() - 40);
    const auto tcp = packet.octets.substr(40);
    const std::string length{static_cast<char>(tcp.size() >> 8U), static_cast<char>(tcp.size())};
    EXPECT_EQ(sum(packet.octets.substr(8, 32) + std::string{"\0\6", 2} + length + tcp), 0xffffU);
  }
  EXPECT_EQ(segments_of(conversation).back(), (Segment{true, 1, 1, kPsh | kAck, 3}));
}

}  // namespace
}  // namespace tlsgauge::evidence
