#include "load/grpc/tunnel.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "load/clock.hpp"

namespace tlsgauge::load {
namespace {

/// Changes what a socket is watched for, if that is something else.
void watch_for(Registration& registration, int fd, std::uint32_t events) {
  if (registration.events == events) return;
  registration.events = events;
  epoll_event event{.events = events, .data = {.u64 = registration.tag}};
  ::epoll_ctl(registration.epoll, EPOLL_CTL_MOD, fd, &event);
}

std::uint32_t events_for(bool room, bool pending) {
  return (room ? std::uint32_t{EPOLLIN} : 0U) | (pending ? std::uint32_t{EPOLLOUT} : 0U);
}

}  // namespace

Tunnel::Tunnel(const ConnectionSettings& settings, const Registration& remote, const Registration& local)
    : remote_{remote}, local_{local}, connection_{settings}, began_{clock_now()} {}

void Tunnel::connect() {
  // Edge-triggered until it stands: a socket that waits for the server is writable all the time.
  remote_.events = EPOLLIN | EPOLLOUT | EPOLLET;
  if (connection_.open(remote_) == Step::failed) end(connection_.failure());
}

void Tunnel::on_remote(std::uint32_t events) {
  if (state_ == State::opening) {
    const auto step = connection_.advance();
    if (step == Step::failed) end(connection_.failure());
    if (step == Step::done) opened();
    return;
  }
  if ((events & EPOLLOUT) != 0) flush_up();
  if ((events & ~std::uint32_t{EPOLLOUT}) != 0) carry_down();
  watch();
}

void Tunnel::on_local(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush_down();
  // The last bytes of a server can wait in OpenSSL, where no event tells of them.
  if (state_ == State::open && down_.empty() && connection_.holds_bytes()) carry_down();
  if ((events & ~std::uint32_t{EPOLLOUT}) != 0) carry_up();
  watch();
}

void Tunnel::opened() {
  state_ = State::open;
  if (!connection_.encrypted()) {
    ::epoll_ctl(remote_.epoll, EPOLL_CTL_DEL, connection_.fd(), nullptr);
    theirs_ = connection_.release();
    return;
  }
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0)
    return end(std::string{"local:"} + std::strerror(errno));
  ours_ = core::Descriptor{pair[0]};
  theirs_ = core::Descriptor{pair[1]};
  local_.events = EPOLLIN;
  epoll_event event{.events = local_.events, .data = {.u64 = local_.tag}};
  ::epoll_ctl(local_.epoll, EPOLL_CTL_ADD, ours_.get(), &event);
  if (connection_.holds_bytes()) carry_down();
  watch();
}

core::Descriptor Tunnel::take_end() { return std::move(theirs_); }

void Tunnel::carry_up() {
  if (state_ != State::open || !up_.empty()) return;
  const auto n = ::recv(ours_.get(), up_.room().data(), up_.room().size(), 0);
  if (n > 0) {
    up_.fill(static_cast<std::size_t>(n));
    flush_up();
  } else if (n == 0 || errno != EAGAIN) {
    state_ = State::ended;  // gRPC has closed its channel
    connection_.close();
  }
}

void Tunnel::flush_up() {
  while (state_ == State::open && !up_.empty()) {
    const auto sent = connection_.write(up_.pending());
    if (sent.step == Step::failed) end(connection_.failure());
    if (sent.step != Step::done) return;
    up_.consume(sent.bytes);
  }
}

void Tunnel::carry_down() {
  while (state_ == State::open && down_.empty()) {
    const auto got = connection_.read(down_.room());
    if (got.step == Step::failed) end(connection_.failure());
    if (got.step != Step::done) return;
    down_.fill(got.bytes);
    flush_down();
    if (!connection_.holds_bytes()) return;
  }
}

void Tunnel::flush_down() {
  while (state_ == State::open && !down_.empty()) {
    const auto n = ::send(ours_.get(), down_.pending().data(), down_.pending().size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) {
      state_ = State::ended;
      connection_.close();
      return;
    }
    down_.consume(static_cast<std::size_t>(n));
  }
}

void Tunnel::watch() {
  if (state_ != State::open) return;
  watch_for(remote_, connection_.fd(), events_for(down_.empty(), !up_.empty()));
  watch_for(local_, ours_.get(), events_for(up_.empty(), !down_.empty()));
}

void Tunnel::time_out() { end("timeout"); }

void Tunnel::end(const std::string& why) {
  failure_ = why;
  state_ = State::ended;
  connection_.abandon();
}

}  // namespace tlsgauge::load
