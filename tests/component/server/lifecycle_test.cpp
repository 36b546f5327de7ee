#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A plain TCP connection that gives up after ten seconds of silence.
class Client {
 public:
  explicit Client(const std::string& at) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    const auto endpoint = model::endpoint_from(at);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint->port);
    ::inet_pton(AF_INET, endpoint->host.c_str(), &address.sin_addr);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(socket_); }

  void send(const std::string& bytes) const {
    EXPECT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }

  /// Everything until the server ends.
  [[nodiscard]] std::string receive() const {
    std::string all;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::recv(socket_, buffer, sizeof buffer, 0)) > 0;)
      all.append(buffer, static_cast<std::size_t>(n));
    return all;
  }

  /// The first bytes that come.
  [[nodiscard]] std::string receive_some() const {
    char buffer[4096];
    const auto n = ::recv(socket_, buffer, sizeof buffer, 0);
    return {buffer, n > 0 ? static_cast<std::size_t>(n) : 0};
  }

 private:
  int socket_;
};

constexpr char kHeader[] =
    "POST /v2/vectordb/collections/list HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";

TEST(End, LetsARequestThatRunsFinish) {
  ServerUnderTest server{{.mode = 0}};
  const Client busy{server.at("rest")};
  const Client idle{server.at("rest")};
  busy.send(kHeader);
  EXPECT_THAT(busy.receive_some(), HasSubstr("100 Continue"));  // the request has begun
  server.signal(SIGTERM);
  EXPECT_EQ(idle.receive(), "");
  busy.send("{}");
  EXPECT_THAT(busy.receive(), AllOf(HasSubstr("200 OK"), HasSubstr("Connection: close"), HasSubstr(R"("code":0)")));
  const auto end = server.end();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(describe(*end), "exit code 0");
}

TEST(End, ComesInTimeWhenNobodyFinishes) {
  ServerUnderTest server{{.mode = 0}};
  const Client stuck{server.at("rest")};
  stuck.send(kHeader);
  EXPECT_THAT(stuck.receive_some(), HasSubstr("100 Continue"));
  server.signal(SIGINT);
  const auto end = server.end();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(describe(*end), "exit code 0");
}

TEST(End, ComesAtOnceWithTheSecondSignal) {
  ServerUnderTest server{{.mode = 0}};
  const Client stuck{server.at("rest")};
  stuck.send(kHeader);
  EXPECT_THAT(stuck.receive_some(), HasSubstr("100 Continue"));
  server.signal(SIGTERM);
  ASSERT_TRUE(server.logs("stopping"));
  server.signal(SIGTERM);
  const auto end = server.end();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->signal, SIGTERM);
}

TEST(End, RefusesNewConnections) {
  ServerUnderTest server{{.mode = 0}};
  server.signal(SIGTERM);
  ASSERT_TRUE(server.end().has_value());
  EXPECT_EQ(curl({server.url("/", "http")}).end.exit_code, 7);
}

}  // namespace
}  // namespace tlsgauge::server::test
