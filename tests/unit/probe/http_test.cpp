#include "probe/http.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

#include "core/descriptor.hpp"

// What a peer's bytes over a socket pair are taken for.
namespace tlsgauge::probe {
namespace {

using namespace std::chrono_literals;

/// The answer of a peer that sends `bytes`, whatever it is asked, and ends the connection.
HttpAnswer answer_of(std::string_view bytes) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const core::Descriptor peer{ends[0]};
  EXPECT_EQ(::send(peer.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  ::shutdown(peer.get(), SHUT_WR);
  auto stream = tls::Stream::plaintext(ends[1]);
  return ask(stream, {.method = "GET", .target = "/", .host = "localhost", .body = {}, .login = {}},
             core::Deadline{core::steady_clock(), 10s});
}

TEST(HttpAnswer, IsNotAnInterimResponse) {
  const auto both =
      answer_of("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  EXPECT_EQ(both.code, 403);
  EXPECT_EQ(both.body, "no");
  const auto interim = answer_of("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(interim.code, std::nullopt);
  EXPECT_EQ(interim.status, tls::IoStatus::fin);
}

TEST(HttpAnswer, IsDatedWhereItSaysSo) {
  const auto dated = answer_of("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:07 GMT\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(dated.date, std::chrono::sys_seconds{7s});
  EXPECT_EQ(answer_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").date, std::nullopt);
}

TEST(HttpAnswer, IsOneWhateverItsStatusIs) {
  EXPECT_EQ(answer_of("HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n").code, 0);
  EXPECT_EQ(answer_of("HTTP/1.1 050 X\r\nContent-Length: 0\r\n\r\n").code, 50);
  EXPECT_EQ(answer_of("HTTP/1.1 101 Switching Protocols\r\n\r\n\1\2").code, 101);
}

}  // namespace
}  // namespace tlsgauge::probe
