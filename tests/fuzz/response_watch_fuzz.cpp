#include <string_view>

#include "fuzz.hpp"
#include "probe/response_watch.hpp"

// The watch over a server's HTTP/2 frames, against a reader that has all of them at once. The first octet says how the
// bytes of the connection, which follow, are cut.

namespace {

bool response_in(std::string_view bytes) {
  constexpr std::size_t kHeader = 9;
  const auto octet = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])); };
  for (bool first = true; bytes.size() >= kHeader; first = false) {
    const auto length = octet(0) << 16U | octet(1) << 8U | octet(2);
    const auto type = octet(3);
    if (first && type != 4) return false;  // SETTINGS
    if (!first && type == 1) return true;  // HEADERS
    bytes.remove_prefix(std::min(kHeader + length, bytes.size()));
  }
  return false;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlsgauge;
  if (size == 0) return 0;
  const auto piece = static_cast<std::size_t>(data[0]) + 1;
  const auto bytes = fuzz::text_of(data + 1, size - 1);
  probe::ResponseWatch cut, whole;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const bool before = cut.response_began();
    cut.see(std::span{bytes}.subspan(at, std::min(piece, bytes.size() - at)));
    fuzz::require(cut.response_began() || !before, "a response that began stays begun");
  }
  whole.see(bytes);
  fuzz::require(whole.response_began() == response_in(bytes), "the watch sees what there is");
  fuzz::require(cut.response_began() == whole.response_began(), "however it is cut");
  return 0;
}
