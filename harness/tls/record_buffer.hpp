#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace tlsgauge::tls {

/// Bytes on their way between two sockets: at most the content of one TLS record (RFC 8446 section 5.1). It is filled
/// when it is empty, and then consumed from the front.
class RecordBuffer {
 public:
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::span<char> room() { return bytes_; }
  [[nodiscard]] std::span<const char> pending() const { return std::span{bytes_}.subspan(begin_, end_ - begin_); }
  void fill(std::size_t bytes) { begin_ = 0, end_ = bytes; }
  void consume(std::size_t bytes) { begin_ += bytes; }
  void clear() { begin_ = end_ = 0; }

 private:
  std::array<char, 16U << 10U> bytes_{};
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace tlsgauge::tls
