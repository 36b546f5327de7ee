#pragma once

#include <cstdint>

#include "load/connection.hpp"

namespace tlsgauge::load {

/// One client of a load over sockets: does one operation at a time, over connections of its own.
class Client {
 public:
  virtual ~Client() = default;

  /// What a step came to: the operation goes on, or it has ended.
  enum class Progress : std::uint8_t { waiting, ended };

  /// Begins an operation. `intended` is when it was due.
  [[nodiscard]] virtual Progress start(core::TimePoint intended) = 0;
  /// Goes on as far as it can. `events` are epoll's for the connection, which may come while no operation is under way.
  [[nodiscard]] virtual Progress advance(std::uint32_t events) = 0;
  /// Ends an operation that took too long.
  virtual void time_out() = 0;

  [[nodiscard]] virtual bool busy() const = 0;
  /// When the operation that is under way began.
  [[nodiscard]] virtual core::TimePoint started() const = 0;
  /// Counts the operation that ended last, if it is `measured`, and what is new of the connection in any case.
  /// @return whether it was completed.
  virtual bool count_into(bool measured, Statistics& statistics) = 0;
};

}  // namespace tlsgauge::load
