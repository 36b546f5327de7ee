#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace tlsgauge::load {

/// Reads the HTTP/1.1 responses of a connection, one after the other, with Beast's parser. Keeps their framing and
/// status; fields and bodies are passed over. Allocates once.
class ResponseReader {
 public:
  enum class State : std::uint8_t { incomplete, complete, malformed };

  /// `to_head`: the requests are HEAD, whose responses have no body whatever their fields say.
  explicit ResponseReader(bool to_head);
  ResponseReader(ResponseReader&&) noexcept;
  ResponseReader& operator=(ResponseReader&&) = delete;
  ~ResponseReader();

  /// Begins with the next response; bytes that came after the last one belong to it.
  void begin();
  /// Drops what a connection that has ended has left.
  void reset();
  /// Where the next bytes of the connection go; never empty.
  [[nodiscard]] std::span<char> room();
  /// Takes `bytes` that were put into room(). Interim responses (1xx) are passed over.
  [[nodiscard]] State take(std::size_t bytes);
  /// The connection has ended: in that way a response without a length is complete.
  [[nodiscard]] State end();

  /// A byte of the current response has come.
  [[nodiscard]] bool began() const noexcept;
  /// Of a complete response.
  [[nodiscard]] int status() const;
  /// After a complete response, the connection can serve another request: the server keeps it, and no byte follows.
  [[nodiscard]] bool reusable() const;

 private:
  struct Parsing;
  std::unique_ptr<Parsing> parsing_;
};

}  // namespace tlsgauge::load
