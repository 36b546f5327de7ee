#pragma once

#include "wire/client/outbox.hpp"

namespace tlsgauge::wire {

/// Sends everything as it should be, in as few records as it takes, and all of a flight at once.
class PlainOutbox final : public Outbox {
 public:
  void prepare(Field& message) override;
  void shape(Field& part) override;
  [[nodiscard]] Octets send(Field message) override;
  void send(ContentType type, View content, model::Keys which) override;
  void end_flight() override;
  [[nodiscard]] bool reached(Point point) override;

  /// What is to be written to the socket; the caller empties it as far as it was.
  [[nodiscard]] Octets& octets() noexcept { return octets_; }

 private:
  Octets octets_;
};

}  // namespace tlsgauge::wire
