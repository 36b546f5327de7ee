#include <chrono>
#include <string_view>

#include "evidence/octets.hpp"
#include "evidence/packets.hpp"
#include "evidence/render.hpp"

// draft-ietf-opsawg-pcapng, "PCAP Now Generic (pcapng) Capture File Format".
namespace tlsgauge::evidence {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kDecryptionSecrets = 10;

constexpr std::size_t kWord = 4;  // everything is as long as a multiple of it

void pad(std::string& to) { to.append((kWord - to.size() % kWord) % kWord, '\0'); }

/// Section 3.1: type and length, the body, the length again.
void append_block(std::string& to, std::uint32_t type, std::string body) {
  constexpr std::size_t kAround = 12;
  pad(body);
  append_little(to, type, 4);
  append_little(to, body.size() + kAround, 4);
  to += body;
  append_little(to, body.size() + kAround, 4);
}

/// Section 3.5.
void append_option(std::string& to, std::uint16_t code, std::string_view value) {
  append_little(to, code, 2);
  append_little(to, value.size(), 2);
  to += value;
  pad(to);
}

void end_options(std::string& to) { append_option(to, 0, {}); }

/// Section 4.1. Its magic number tells readers that we write the least significant octet first.
std::string section_header() {
  constexpr std::uint16_t kApplication = 4;
  std::string body;
  append_little(body, 0x1A2B3C4D, 4);
  append_little(body, 1, 2);  // version 1.0
  append_little(body, 0, 2);
  append_little(body, ~std::uint64_t{0}, sizeof(std::uint64_t));  // the section is as long as the file
  append_option(body, kApplication, "tlsgauge");
  end_options(body);
  return body;
}

/// Section 4.2.
std::string interface_description() {
  constexpr std::uint16_t kRawIp = 101;  // LINKTYPE_RAW: the version in the IP header says which one
  constexpr std::uint16_t kTimeResolution = 9;
  std::string body;
  append_little(body, kRawIp, 2);
  append_little(body, 0, 2);
  append_little(body, 0, 4);                     // packets of any length
  append_option(body, kTimeResolution, "\x09");  // times are in units of 10^-9 s
  end_options(body);
  return body;
}

/// Section 4.7: secrets of type "TLS Key Log", before the packets that they decrypt.
std::string decryption_secrets(const std::string& key_log) {
  constexpr std::uint32_t kTlsKeyLog = 0x544c534b;
  std::string body;
  append_little(body, kTlsKeyLog, 4);
  append_little(body, key_log.size(), 4);
  return body + key_log;
}

/// Section 4.3; `at` counts from 1970.
std::string enhanced_packet(const std::string& packet, std::chrono::nanoseconds at, std::string_view comment) {
  constexpr unsigned kHalf = 32;
  constexpr std::uint16_t kComment = 1;
  const auto time = static_cast<std::uint64_t>(at.count());
  std::string body;
  append_little(body, 0, 4);  // the only interface
  append_little(body, time >> kHalf, 4);
  append_little(body, time, 4);
  append_little(body, packet.size(), 4);  // of which we have
  append_little(body, packet.size(), 4);  // all
  body += packet;
  pad(body);
  if (!comment.empty()) {
    append_option(body, kComment, comment);
    end_options(body);
  }
  return body;
}

void append_packets(std::string& to, const model::Conversation& conversation) {
  const auto began = std::chrono::duration_cast<std::chrono::nanoseconds>(conversation.began.time_since_epoch());
  const auto packets = packets_of(conversation);
  for (const auto& packet : packets) {
    const bool last = &packet == &packets.back();
    append_block(to, kEnhancedPacket,
                 enhanced_packet(packet.octets, began + packet.at,
                                 last && conversation.cut ? "There was more, which is not recorded." : ""));
  }
}

}  // namespace

std::string to_pcapng(std::span<const model::Conversation> conversations) {
  std::string key_log;
  for (const auto& conversation : conversations)
    for (const auto& line : conversation.key_log) key_log += line + "\n";
  std::string file;
  append_block(file, kSectionHeader, section_header());
  append_block(file, kInterfaceDescription, interface_description());
  if (!key_log.empty()) append_block(file, kDecryptionSecrets, decryption_secrets(key_log));
  for (const auto& conversation : conversations) append_packets(file, conversation);
  return file;
}

}  // namespace tlsgauge::evidence
