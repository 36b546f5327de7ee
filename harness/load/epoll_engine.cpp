#include "load/epoll_engine.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include "load/clock.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

/// epoll_wait(2) to the nanosecond. A kernel before 5.11, or a sandbox, has only milliseconds: the wait is then cut
/// short and the caller comes again.
int wait_precisely(int epoll, std::span<epoll_event> events, std::chrono::nanoseconds wait) {
  static thread_local bool precise = true;
  const int most = static_cast<int>(events.size());
  if (precise) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
    const timespec limit{.tv_sec = seconds.count(), .tv_nsec = (wait - seconds).count()};
    const int ready = ::epoll_pwait2(epoll, events.data(), most, &limit, nullptr);
    if (ready >= 0 || (errno != ENOSYS && errno != EPERM)) return ready;
    precise = false;
  }
  return ::epoll_wait(epoll, events.data(), most,
                      static_cast<int>(std::chrono::floor<std::chrono::milliseconds>(wait).count()));
}

}  // namespace

EpollEngine::EpollEngine(std::uint32_t clients, std::chrono::nanoseconds timeout, const MakeClient& make)
    : epoll_{::epoll_create1(EPOLL_CLOEXEC)}, timeout_{timeout} {
  for (std::uint32_t slot = 0; slot < clients; ++slot)
    clients_.push_back(make({.epoll = epoll_.get(), .tag = slot, .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET}));
}

void EpollEngine::start(std::uint32_t slot, core::TimePoint intended) {
  if (clients_[slot]->start(intended) == Client::Progress::ended) ended_at_once_.push_back(slot);
}

void EpollEngine::wait(std::optional<core::TimePoint> until, std::vector<std::uint32_t>& ended) {
  std::array<epoll_event, 128> events{};
  std::chrono::nanoseconds wait = kLongestWait;
  if (until) wait = std::clamp<std::chrono::nanoseconds>(*until - clock_now(), 0ns, kLongestWait);
  if (!ended_at_once_.empty()) wait = 0ns;
  const int ready = wait_precisely(epoll_.get(), events, wait);
  for (int i = 0; i < ready; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    const auto slot = static_cast<std::uint32_t>(event.data.u64);
    if (clients_[slot]->advance(event.events) == Client::Progress::ended) ended.push_back(slot);
  }
  ended.insert(ended.end(), ended_at_once_.begin(), ended_at_once_.end());
  ended_at_once_.clear();
  time_out_slow(ended);
}

void EpollEngine::time_out_slow(std::vector<std::uint32_t>& ended) {
  constexpr auto kBetweenChecks = 50ms;
  const auto now = clock_now();
  if (now < next_check_) return;
  next_check_ = now + kBetweenChecks;
  for (std::uint32_t slot = 0; slot < clients_.size(); ++slot) {
    auto& client = *clients_[slot];
    if (!client.busy() || now - client.started() < timeout_) continue;
    client.time_out();
    ended.push_back(slot);
  }
}

bool EpollEngine::count_into(std::uint32_t slot, bool measured, Statistics& statistics) {
  return clients_[slot]->count_into(measured, statistics);
}

}  // namespace tlsgauge::load
