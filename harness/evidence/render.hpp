#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/conversation.hpp"

// What was seen of connections, for programs and for people. All are pure functions.
namespace tlsgauge::evidence {

/// A capture file in which each conversation is a TCP connection, with the secrets that decrypt it
/// (draft-ietf-opsawg-pcapng, section 4.7): Wireshark and tshark need nothing else. The packets are made up around the
/// octets; their times, addresses and order are those of the conversation.
[[nodiscard]] std::string to_pcapng(std::span<const model::Conversation> conversations);

/// What happened, a line each: connects, messages, records, alerts, ends. Nothing in it is secret, but for the first
/// words of what was sent without TLS.
[[nodiscard]] std::string to_transcript(std::span<const model::Conversation> conversations);

/// Certificates as PEM (RFC 7468), in their order; of octets that are none, too.
[[nodiscard]] std::string to_pem(std::span<const std::vector<std::uint8_t>> chain);

}  // namespace tlsgauge::evidence
