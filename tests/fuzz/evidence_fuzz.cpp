#include <algorithm>
#include <sstream>
#include <vector>

#include "evidence/render.hpp"
#include "fuzz.hpp"

// What is made of a peer's octets as evidence. The first octet says how they are cut.

namespace {

using namespace tlsgauge;

constexpr std::size_t kMostPieces = 1000;

/// A conversation in which the server sends `octets`, so many at once.
model::Conversation conversation(std::span<const std::uint8_t> octets, std::size_t piece) {
  model::Conversation seen;
  for (std::size_t at = 0; at < octets.size(); at += piece) {
    const auto part = octets.subspan(at, std::min(piece, octets.size() - at));
    seen.sightings.push_back(
        {.from = model::Party::server, .at = {}, .what = model::OctetsSeen{{part.begin(), part.end()}}});
  }
  return seen;
}

void require_lines(const std::string& transcript) {
  std::istringstream lines{transcript};
  for (std::string line; std::getline(lines, line);) fuzz::require_line(line);
}

/// Walks over the blocks of a capture.
void require_blocks(const std::string& capture) {
  const auto length_at = [&](std::size_t at) {
    std::size_t length = 0;
    for (std::size_t i = 4; i-- > 0;) length = length << 8U | static_cast<std::uint8_t>(capture.at(at + i));
    return length;
  };
  for (std::size_t at = 0; at < capture.size();) {
    const auto length = length_at(at + 4);
    fuzz::require(length >= 12 && length % 4 == 0 && at + length <= capture.size(), "a block has its length");
    fuzz::require(length_at(at + length - 4) == length, "and says it twice");
    at += length;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto octets = std::span{data, size}.subspan(1);
  const auto whole = conversation(octets, octets.size() + 1);
  const auto cut = conversation(octets, std::max<std::size_t>(data[0] + 1U, octets.size() / kMostPieces + 1));
  const auto transcript = evidence::to_transcript({&whole, 1});
  const auto transcript_of_pieces = evidence::to_transcript({&cut, 1});
  require_lines(transcript);
  require_lines(transcript_of_pieces);
  if (transcript.find("without TLS") == std::string::npos)
    fuzz::require(transcript == transcript_of_pieces, "records are the same however they are cut");
  require_blocks(evidence::to_pcapng({&whole, 1}));
  require_blocks(evidence::to_pcapng({&cut, 1}));
  return 0;
}
