#pragma once

#include <optional>
#include <string_view>

#include "wire/client/write_keys.hpp"
#include "wire/field.hpp"
#include "wire/record/record.hpp"

namespace tlsgauge::wire {

/// A point of a connection at which no message of ours is due.
enum class Point : std::uint8_t {
  start,
  established,  ///< a handshake has ended
  written,      ///< application data has been sent
};

/// Takes what a client sends, and makes records of it.
class Outbox {
 public:
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  virtual ~Outbox() = default;

  /// Called with every handshake message before send(), and before anything is computed over its octets (binders).
  virtual void prepare(Field& message) = 0;
  /// Called with what goes into a message in a form in which nobody could find its parts: a premaster secret, before it
  /// is encrypted.
  virtual void shape(Field& part) = 0;
  /// Sends a handshake message.
  /// @return its octets as they enter the transcript; none where it was left out.
  [[nodiscard]] virtual Octets send(Field message) = 0;
  /// Sends the content of one record, or of several where it does not fit into one.
  virtual void send(ContentType type, View content, model::Keys keys) = 0;
  /// Nothing more is sent before the peer speaks again.
  virtual void end_flight() = 0;
  /// The client has come that far.
  /// @return true where it is to begin a handshake anew now (RFC 5746).
  [[nodiscard]] virtual bool reached(Point point) = 0;

  /// What records are sealed with.
  [[nodiscard]] WriteKeys& keys() noexcept { return keys_; }

 protected:
  Outbox() = default;

 private:
  WriteKeys keys_;
};

}  // namespace tlsgauge::wire
