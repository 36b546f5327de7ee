#include "support/fake_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace tlsgauge::test_support {
namespace {

/// A socket bound to a free port of 127.0.0.1, and that port.
std::pair<core::Descriptor, std::uint16_t> bound_socket() {
  core::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::inet_addr("127.0.0.1");
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return {std::move(socket), ntohs(address.sin_port)};
}

model::Endpoint local(std::uint16_t port) { return {.host = "127.0.0.1", .port = port}; }

}  // namespace

FakeServer::FakeServer(Behaviour behaviour) : behaviour_{std::move(behaviour)} {
  ::signal(SIGPIPE, SIG_IGN);  // as the program does: a peer that hangs up is an observation
  auto [socket, port] = bound_socket();
  listener_ = std::move(socket);
  endpoint_ = local(port);
  EXPECT_EQ(::listen(listener_.get(), 8), 0);
  thread_ = std::thread{[this] { serve(); }};
}

FakeServer::~FakeServer() {
  {
    const std::scoped_lock lock{mutex_};
    ending_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);  // ends accept
    if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
  }
  thread_.join();
}

void FakeServer::serve() {
  for (;;) {
    core::Descriptor connection{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!connection.open()) return;
    serve(std::move(connection));
  }
}

void FakeServer::serve(core::Descriptor connection) {
  {
    const std::scoped_lock lock{mutex_};
    if (ending_) return;
    current_ = connection.get();
  }
  behaviour_(connection.get());
  const std::scoped_lock lock{mutex_};
  current_ = -1;  // before the descriptor's number can be another's
}

model::Endpoint nobody_listens() {
  // Bound, so that nobody else gets the port, but not listening. It stays so until the process ends.
  static const auto bound = bound_socket();
  return local(bound.second);
}

void say_nothing(int connection) {
  std::array<char, 4096> bytes{};
  while (::recv(connection, bytes.data(), bytes.size(), 0) > 0) {
  }
}

void close_at_once(int connection) {
  ::shutdown(connection, SHUT_WR);
  say_nothing(connection);  // a close with bytes unread would be a reset
}

void reset(int connection) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

Behaviour answer(std::string bytes) {
  return [bytes = std::move(bytes)](int connection) {
    std::array<char, 4096> request{};
    if (::recv(connection, request.data(), request.size(), 0) <= 0) return;
    ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    close_at_once(connection);
  };
}

Behaviour drip(std::string bytes, std::chrono::milliseconds pause) {
  return [bytes = std::move(bytes), pause](int connection) {
    pollfd gone{.fd = connection, .events = POLLRDHUP, .revents = 0};
    for (std::size_t i = 0;; i = (i + 1) % bytes.size()) {
      if (::send(connection, &bytes[i], 1, MSG_NOSIGNAL) != 1) return;
      if (::poll(&gone, 1, static_cast<int>(pause.count())) != 0) return;
    }
  };
}

}  // namespace tlsgauge::test_support
