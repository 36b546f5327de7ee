#include "probe/response_watch.hpp"

#include <algorithm>

namespace tlsgauge::probe {

void ResponseWatch::see(std::span<const char> bytes) {
  while (!bytes.empty() && (state_ == State::preface || state_ == State::frames)) {
    if (payload_ > 0) {
      const auto skipped = std::min(payload_, bytes.size());
      payload_ -= skipped;
      bytes = bytes.subspan(skipped);
      continue;
    }
    header_[filled_++] = static_cast<std::uint8_t>(bytes.front());
    bytes = bytes.subspan(1);
    if (filled_ == header_.size()) take_header();
  }
}

void ResponseWatch::take_header() {
  constexpr std::uint8_t kHeaders = 1;
  constexpr std::uint8_t kSettings = 4;
  const auto type = header_[3];
  payload_ = std::size_t{header_[0]} << 16U | std::size_t{header_[1]} << 8U | header_[2];
  filled_ = 0;
  if (state_ == State::preface) {
    // RFC 9113 section 3.4: the server's preface is a SETTINGS frame, which must be the first that it sends.
    state_ = type == kSettings ? State::frames : State::no_http2;
  } else if (type == kHeaders) {
    state_ = State::response_began;
  }
}

}  // namespace tlsgauge::probe
