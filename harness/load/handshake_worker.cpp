#include "load/handshake_worker.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "load/cpu.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

core::TimePoint clock_now() { return std::chrono::steady_clock::now(); }

}  // namespace

HandshakeWorker::HandshakeWorker(const ConnectionSettings& settings, unsigned connections,
                                 std::optional<Schedule> schedule)
    : settings_{settings}, schedule_{std::move(schedule)}, epoll_{::epoll_create1(EPOLL_CLOEXEC)} {
  connections_.reserve(connections);
  for (std::uint32_t slot = 0; slot < connections; ++slot) {
    connections_.emplace_back(settings_);
    idle_.push_back(slot);
  }
}

HandshakeWorker::~HandshakeWorker() {
  connections_.clear();
  ::close(epoll_);
}

void HandshakeWorker::run(const Window& window, std::optional<std::uint64_t> count, const core::Deadline& deadline) {
  measure_from_ = window.measure_from;
  for (auto now = clock_now(); now < window.end && !deadline.expired(); now = clock_now()) {
    if (!measuring_ && now >= measure_from_) begin_measuring(now);
    if (count && statistics_.completed >= *count) break;
    start_due(now);
    wait_and_advance(now);
    time_out_slow(now);
  }
  if (measuring_) statistics_.cpu = thread_cpu() - cpu_at_start_;
}

void HandshakeWorker::begin_measuring(core::TimePoint now) {
  measuring_ = true;
  measure_from_ = now;  // the warm-up may have ended late
  cpu_at_start_ = thread_cpu();
}

void HandshakeWorker::start_due(core::TimePoint now) {
  // One round over the slots at most: connections that fail at once must not keep the others from being served.
  for (auto left = idle_.size(); left > 0 && !idle_.empty(); --left) {
    if (schedule_ && schedule_->next() > now) return;
    const auto intended = schedule_ ? schedule_->next() : now;
    if (schedule_) schedule_->advance();
    start(idle_.back(), intended, now);
  }
}

void HandshakeWorker::start(std::uint32_t slot, core::TimePoint intended, core::TimePoint now) {
  idle_.pop_back();
  if (connections_[slot].start(epoll_, slot, intended, now) == ClientConnection::Progress::finished) finished(slot);
}

void HandshakeWorker::finished(std::uint32_t slot) {
  const auto& connection = connections_[slot];
  if (measuring_ && connection.started() >= measure_from_) connection.count_into(statistics_);
  idle_.push_back(slot);
}

void HandshakeWorker::wait_and_advance(core::TimePoint now) {
  std::array<epoll_event, 128> events;
  auto wait = 50ms;
  if (schedule_ && !idle_.empty()) {
    const auto until_due = std::chrono::duration_cast<std::chrono::milliseconds>(schedule_->next() - now);
    wait = std::clamp(until_due, 0ms, wait);
  }
  const int ready =
      ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(wait.count()));
  for (int i = 0; i < ready; ++i) {
    const auto slot = events[static_cast<std::size_t>(i)].data.u32;
    auto& connection = connections_[slot];
    if (!connection.idle() && connection.advance() == ClientConnection::Progress::finished) finished(slot);
  }
}

void HandshakeWorker::time_out_slow(core::TimePoint now) {
  constexpr auto kBetweenChecks = 100ms;
  if (now < next_check_) return;
  next_check_ = now + kBetweenChecks;
  for (std::uint32_t slot = 0; slot < connections_.size(); ++slot) {
    auto& connection = connections_[slot];
    if (connection.idle() || now - connection.started() < settings_.plan.timeout) continue;
    connection.time_out();
    finished(slot);
  }
}

}  // namespace tlsgauge::load
