#include "deployment/socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <string_view>
#include <system_error>

namespace tlsgauge::deployment {
namespace {

using core::Deadline;
using core::Descriptor;

/// Waits for `events` in slices, so that an interruption is noticed.
bool wait_for(int fd, short events, const Deadline& deadline) {
  while (!deadline.expired()) {
    pollfd waited{.fd = fd, .events = events, .revents = 0};
    if (::poll(&waited, 1, deadline.poll_slice()) > 0) return true;
  }
  return false;
}

/// @return 0 and an open descriptor, or an errno.
int connect_once(const addrinfo& address, const Deadline& deadline, Descriptor& connection) {
  Descriptor fd{::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!fd.open()) return errno;
  if (::connect(fd.get(), address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return errno;
    if (!wait_for(fd.get(), POLLOUT, deadline)) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    if (error != 0) return error;
  }
  connection = std::move(fd);
  return 0;
}

bool send_all(int fd, std::string_view bytes, const Deadline& deadline) {
  while (!bytes.empty()) {
    const auto n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EAGAIN || !wait_for(fd, POLLOUT, deadline)) {
      return false;
    }
  }
  return true;
}

/// At most `limit` bytes; fewer when the peer closes, fails or stays silent until the deadline.
std::string receive(int fd, std::size_t limit, const Deadline& deadline) {
  std::string bytes;
  std::array<char, 512> buffer{};
  while (bytes.size() < limit && wait_for(fd, POLLIN, deadline)) {
    const auto n = ::recv(fd, buffer.data(), std::min(buffer.size(), limit - bytes.size()), 0);
    if (n <= 0) break;
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return bytes;
}

}  // namespace

Result<Descriptor> connect_to(const model::Endpoint& endpoint, const Deadline& deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (failed != 0) return unavailable("cannot reach " + to_string(endpoint) + ": " + ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses{found, &::freeaddrinfo};

  int error = 0;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    Descriptor connection;
    error = connect_once(*address, deadline, connection);
    if (error == 0) return connection;
  }
  return unavailable("cannot reach " + to_string(endpoint) + ": " + std::generic_category().message(error));
}

std::optional<int> http_status(const model::Endpoint& endpoint, const std::string& path, const Deadline& deadline) {
  constexpr std::string_view kVersion = "HTTP/1.x ";
  constexpr std::size_t kCodeDigits = 3;
  auto connection = connect_to(endpoint, deadline);
  if (!connection.ok()) return std::nullopt;
  const auto request = "GET " + path + " HTTP/1.0\r\nHost: " + to_string(endpoint) + "\r\n\r\n";
  if (!send_all(connection->get(), request, deadline)) return std::nullopt;

  const auto answer = receive(connection->get(), kVersion.size() + kCodeDigits, deadline);
  if (answer.size() < kVersion.size() + kCodeDigits || !answer.starts_with("HTTP/1.")) return std::nullopt;
  int code = 0;
  const char* digits = answer.data() + kVersion.size();
  const auto [end, error] = std::from_chars(digits, digits + kCodeDigits, code);
  if (error != std::errc{} || end != digits + kCodeDigits) return std::nullopt;
  return code;
}

bool port_is_free(std::uint16_t port) {
  const Descriptor fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;  // connections in TIME_WAIT do not hold a listener's port
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(port);
  return ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0;
}

}  // namespace tlsgauge::deployment
