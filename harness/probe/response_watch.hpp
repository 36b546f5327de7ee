#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tlsgauge::probe {

/// Watches what an HTTP/2 server sends for the beginning of a response. gRPC makes up a status whenever a connection
/// ends, or holds no HTTP/2, and marks it in no way; only the wire shows whether the peer has answered.
class ResponseWatch {
 public:
  /// Takes the next bytes of the connection, however they are cut.
  void see(std::span<const char> bytes);

  /// A HEADERS frame came, after the SETTINGS frame that has to come first.
  [[nodiscard]] bool response_began() const noexcept { return state_ == State::response_began; }

 private:
  enum class State : std::uint8_t { preface, frames, response_began, no_http2 };

  void take_header();

  State state_ = State::preface;
  std::array<std::uint8_t, 9> header_{};  // RFC 9113 section 4.1: length (24 bits), type, flags, stream
  std::size_t filled_ = 0;                // bytes of header_
  std::size_t payload_ = 0;               // bytes of the current frame still to come
};

}  // namespace tlsgauge::probe
