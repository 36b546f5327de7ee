#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "tls/stream.hpp"

namespace tlsgauge::tls {
namespace {

void free_addresses(addrinfo* addresses) { ::freeaddrinfo(addresses); }

std::string reason(int error) { return std::generic_category().message(error); }

TcpConnection connect_one(const addrinfo& address, const core::Deadline& deadline) {
  const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return {.fd = -1, .failure = reason(errno)};
  const auto give_up = [fd](bool timed_out, int error, const std::string& failure) {
    ::close(fd);
    // A reset that answers our SYN reads ECONNREFUSED; ECONNRESET is one of a connection that stood.
    return TcpConnection{.fd = -1, .timed_out = timed_out, .reset = error == ECONNRESET, .failure = failure};
  };
  if (::connect(fd, address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return give_up(false, errno, reason(errno));
    if (!wait_for(fd, POLLOUT, deadline)) return give_up(true, 0, "no answer to connect");
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return give_up(false, error, reason(error));
  }
  const int on = 1;  // small handshake flights must not wait for acknowledgements
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {.fd = fd, .failure = {}};
}

}  // namespace

bool wait_for(int fd, short events, const core::Deadline& deadline) {
  for (;;) {
    pollfd waiting{.fd = fd, .events = events, .revents = 0};
    const int ready = ::poll(&waiting, 1, deadline.poll_slice());
    if (ready > 0) return true;
    if (deadline.expired()) return false;
  }
}

TcpConnection connect_tcp(const model::Endpoint& endpoint, const core::Deadline& deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (error != 0) return {.fd = -1, .failure = "cannot resolve " + endpoint.host + ": " + ::gai_strerror(error)};
  const std::unique_ptr<addrinfo, FreeWith<&free_addresses>> addresses{found};
  TcpConnection last;
  for (const auto* address = found; address != nullptr; address = address->ai_next) {
    last = connect_one(*address, deadline);
    if (last.fd >= 0) return last;
  }
  return last;
}

}  // namespace tlsgauge::tls
