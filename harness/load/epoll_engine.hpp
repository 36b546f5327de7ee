#pragma once

#include <functional>
#include <memory>

#include "load/client.hpp"
#include "load/engine.hpp"

namespace tlsgauge::load {

/// Clients whose connections are on one epoll set, edge-triggered: a socket is registered once, and leaves by its end.
class EpollEngine final : public Engine {
 public:
  using MakeClient = std::function<std::unique_ptr<Client>(const Registration&)>;

  /// `timeout` is that of one operation.
  EpollEngine(std::uint32_t clients, std::chrono::nanoseconds timeout, const MakeClient& make);

  [[nodiscard]] std::uint32_t slots() const override { return static_cast<std::uint32_t>(clients_.size()); }
  void start(std::uint32_t slot, core::TimePoint intended) override;
  void wait(std::optional<core::TimePoint> until, std::vector<std::uint32_t>& ended) override;
  bool count_into(std::uint32_t slot, bool measured, Statistics& statistics) override;

 private:
  void time_out_slow(std::vector<std::uint32_t>& ended);

  core::Descriptor epoll_;
  std::chrono::nanoseconds timeout_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::uint32_t> ended_at_once_;
  core::TimePoint next_check_;
};

}  // namespace tlsgauge::load
