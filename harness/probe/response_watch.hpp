#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tlsgauge::probe {

/// Watches what an HTTP/2 server sends for the beginning of a response. gRPC makes up a status whenever a connection
/// ends, or holds no HTTP/2, and marks it in no way; only the wire shows whether the peer has answered.
class ResponseWatch {
 public:
  /// Takes the next bytes of the connection, however they are cut.
  void see(std::span<const char> bytes);

  /// A HEADERS frame came, after the SETTINGS frame that has to come first.
  [[nodiscard]] bool response_began() const noexcept { return state_ == State::headers || state_ == State::response; }

  /// The response's HTTP status, as soon as that much of the HEADERS frame has come. Nothing where it is written as no
  /// server writes the first status of a connection.
  [[nodiscard]] std::optional<int> status() const noexcept { return status_; }

  /// Nothing that comes can change what is known: the response's status has been looked at, the only request was reset,
  /// or this is no HTTP/2.
  [[nodiscard]] bool settled() const noexcept {
    return state_ == State::response || state_ == State::reset || state_ == State::no_http2;
  }

 private:
  enum class State : std::uint8_t { preface, frames, headers, response, reset, no_http2 };

  void take_header();
  void take_payload(std::span<const char> bytes);

  State state_ = State::preface;
  std::array<std::uint8_t, 9> header_{};  // RFC 9113 section 4.1: length (24 bits), type, flags, stream
  std::size_t filled_ = 0;                // bytes of header_
  std::size_t payload_ = 0;               // bytes of the current frame still to come
  std::string fields_;                    // the first bytes of the HEADERS frame's payload
  std::optional<int> status_;
};

/// The status that a block of header fields (RFC 7541) begins with, as it does in every response (RFC 9113 section
/// 8.3.2). @return nothing where it is cut short, or names the status in another way than by the static table.
[[nodiscard]] std::optional<int> leading_status(std::string_view fields);

}  // namespace tlsgauge::probe
