#include "load/grpc/tunnels.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <utility>

#include "load/clock.hpp"
#include "load/cpu.hpp"
#include "load/engine.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

// An event's tag is the number of its connection and which of the two sockets it is of.
constexpr std::uint64_t kWakeTag = ~std::uint64_t{0};
constexpr std::uint64_t remote_tag(std::uint32_t number) { return std::uint64_t{number} << 1U; }
constexpr std::uint64_t local_tag(std::uint32_t number) { return remote_tag(number) | 1U; }

}  // namespace

Tunnels::Tunnels(const ConnectionSettings& settings, std::function<void()> on_opened)
    : settings_{settings},
      on_opened_{std::move(on_opened)},
      epoll_{::epoll_create1(EPOLL_CLOEXEC)},
      event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = kWakeTag}};
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, event_.get(), &event);
  thread_ = std::thread{[this] { carry(); }};
}

Tunnels::~Tunnels() {
  {
    const std::scoped_lock lock{mutex_};
    ending_ = true;
  }
  wake();
  thread_.join();
}

std::uint32_t Tunnels::open() {
  std::uint32_t number = 0;
  {
    const std::scoped_lock lock{mutex_};
    number = next_++;
    wanted_.push_back(number);
  }
  wake();
  return number;
}

std::vector<Opened> Tunnels::take() {
  const std::scoped_lock lock{mutex_};
  return std::exchange(opened_, {});
}

std::string Tunnels::end_of(std::uint32_t number) {
  const std::scoped_lock lock{mutex_};
  const auto found = ends_.find(number);
  return found != ends_.end() ? found->second : std::string{};
}

void Tunnels::forget(std::uint32_t number) {
  const std::scoped_lock lock{mutex_};
  ends_.erase(number);
}

std::chrono::nanoseconds Tunnels::cpu() { return thread_cpu(thread_.native_handle()); }

void Tunnels::wake() { ::eventfd_write(event_.get(), 1); }

void Tunnels::carry() {
  std::array<epoll_event, 64> events{};
  for (;;) {
    const int wait = static_cast<int>(kLongestWait.count());
    const int ready = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait);
    bool woken = false;
    for (int i = 0; i < ready; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (event.data.u64 == kWakeTag) {
        woken = true;
      } else {
        advance(event.data.u64, event.events);
      }
    }
    if (woken && !obey()) return;
    time_out_slow();
  }
}

/// Does what other threads have asked for. @return false when that is to end.
bool Tunnels::obey() {
  eventfd_t times{};
  ::eventfd_read(event_.get(), &times);
  std::vector<std::uint32_t> wanted;
  {
    const std::scoped_lock lock{mutex_};
    if (ending_) return false;
    wanted.swap(wanted_);
  }
  for (const auto number : wanted) connect(number);
  return true;
}

void Tunnels::connect(std::uint32_t number) {
  auto& slot = tunnels_[number];
  slot.tunnel = std::make_unique<Tunnel>(settings_, Registration{.epoll = epoll_.get(), .tag = remote_tag(number)},
                                         Registration{.epoll = epoll_.get(), .tag = local_tag(number)});
  slot.tunnel->connect();
  settle(number, slot);
}

void Tunnels::advance(std::uint64_t tag, std::uint32_t events) {
  const auto number = static_cast<std::uint32_t>(tag >> 1U);
  const auto found = tunnels_.find(number);
  if (found == tunnels_.end()) return;  // its other socket has ended it in this round
  auto& tunnel = *found->second.tunnel;
  if (tag == local_tag(number)) {
    tunnel.on_local(events);
  } else {
    tunnel.on_remote(events);
  }
  settle(number, found->second);
}

void Tunnels::time_out_slow() {
  const auto now = clock_now();
  if (now < next_check_) return;
  next_check_ = now + kLongestWait;
  for (auto next = tunnels_.begin(); next != tunnels_.end();) {
    const auto current = next++;  // settle() may erase it
    auto& [number, slot] = *current;
    if (slot.tunnel->state() != Tunnel::State::opening || now - slot.tunnel->began() < settings_.plan.timeout) continue;
    slot.tunnel->time_out();
    settle(number, slot);
  }
}

/// Tells the engine what is new of a tunnel, and drops one that is done with.
void Tunnels::settle(std::uint32_t number, Slot& slot) {
  auto& tunnel = *slot.tunnel;
  if (tunnel.state() == Tunnel::State::opening) return;
  const bool news = !slot.told;
  if (news || tunnel.state() == Tunnel::State::ended) {
    const std::scoped_lock lock{mutex_};
    if (tunnel.state() == Tunnel::State::ended && !tunnel.failure().empty()) ends_[number] = tunnel.failure();
    if (news) {
      auto& opened = opened_.emplace_back();
      opened.number = number;
      opened.end = tunnel.take_end();
      if (opened.end.open()) {
        opened.agreement = tunnel.connection().agreement();
      } else {
        opened.failure = tunnel.failure();
      }
      slot.told = true;
    }
  }
  if (news) on_opened_();
  if (tunnel.state() == Tunnel::State::ended || !tunnel.connection().is_open()) tunnels_.erase(number);
}

}  // namespace tlsgauge::load
