#include "probe/relay.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "tls/record_buffer.hpp"

namespace tlsgauge::probe {
namespace {

bool waits(tls::IoStatus status) { return status == tls::IoStatus::want_read || status == tls::IoStatus::want_write; }

}  // namespace

Relay::Relay(tls::Stream& stream, int local, const core::Deadline& deadline)
    : stream_{stream}, local_{local}, deadline_{deadline} {
  ::fcntl(local_, F_SETFL, ::fcntl(local_, F_GETFL) | O_NONBLOCK);
  thread_ = std::thread{[this] { carry(); }};
}

Relay::~Relay() {
  finish();
  ::close(local_);
}

tls::IoStatus Relay::finish() {
  if (thread_.joinable()) thread_.join();
  return end_;
}

void Relay::carry() {
  tls::RecordBuffer up, down;
  bool can_write = true;
  for (bool local_open = true; local_open && !deadline_.expired();) {
    bool moved = false;
    if (down.empty()) {
      const auto got = stream_.read_now(down.room());
      if (got.status == tls::IoStatus::ok) {
        down.fill(got.bytes);
        watch_.see(down.pending());
      } else if (!waits(got.status)) {
        end_ = got.status;
        break;
      }
    }
    if (!down.empty()) {
      const auto n = ::send(local_, down.pending().data(), down.pending().size(), MSG_NOSIGNAL);
      if (n < 0 && errno != EAGAIN) local_open = false;
      if (n > 0) down.consume(static_cast<std::size_t>(n)), moved = true;
    }
    if (up.empty()) {
      const auto n = ::recv(local_, up.room().data(), up.room().size(), 0);
      if (n == 0 || (n < 0 && errno != EAGAIN)) local_open = false;
      if (n > 0) up.fill(static_cast<std::size_t>(n)), moved = true;
    }
    if (!up.empty()) {
      const auto put = can_write ? stream_.write_now(up.pending()) : tls::IoResult{};
      if (put.status == tls::IoStatus::ok) up.consume(put.bytes), moved = moved || put.bytes > 0;
      // A write that fails is not the end: the refusal that caused it still waits to be read.
      if (!can_write || (put.status != tls::IoStatus::ok && !waits(put.status))) can_write = false, up.clear();
    }
    if (!moved) wait_for_news(!up.empty(), !down.empty());
  }
  stream_.close_write();
  ::shutdown(local_, SHUT_RDWR);
}

void Relay::wait_for_news(bool anything_up, bool anything_down) const {
  const auto stream_events = static_cast<short>((anything_down ? 0 : POLLIN) | (anything_up ? POLLOUT : 0));
  const auto local_events = static_cast<short>((anything_up ? 0 : POLLIN) | (anything_down ? POLLOUT : 0));
  std::array<pollfd, 2> both{{{.fd = stream_.fd(), .events = stream_events, .revents = 0},
                              {.fd = local_, .events = local_events, .revents = 0}}};
  ::poll(both.data(), both.size(), deadline_.poll_slice());
}

}  // namespace tlsgauge::probe
