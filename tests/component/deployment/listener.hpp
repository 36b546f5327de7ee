#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <thread>
#include <utility>

#include "core/descriptor.hpp"
#include "model/topology.hpp"

namespace tlsgauge::test_support {

/// A listener on a free port of 127.0.0.1 that nobody accepts from, unless answer_once is called.
class Listener {
 public:
  Listener() : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::inet_addr("127.0.0.1");
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(fd_.get(), 8), 0);
    EXPECT_EQ(::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }

  [[nodiscard]] model::Endpoint endpoint() const { return {.host = "127.0.0.1", .port = port_}; }
  void close() { fd_.close(); }

  /// Accepts one connection, reads what comes first, sends `answer` and closes.
  [[nodiscard]] std::jthread answer_once(std::string answer) const {
    return std::jthread{[this, text = std::move(answer)] {
      const core::Descriptor connection{::accept(fd_.get(), nullptr, nullptr)};
      char request[512];
      if (::recv(connection.get(), request, sizeof request, 0) > 0)
        ::send(connection.get(), text.data(), text.size(), MSG_NOSIGNAL);
    }};
  }

 private:
  core::Descriptor fd_;
  std::uint16_t port_ = 0;
};

}  // namespace tlsgauge::test_support
