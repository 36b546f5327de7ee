#include "probe/crowd.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>

#include "component/probe/probing.hpp"

// FakeServer serves one client after the other, which is just the mistake that a crowd finds.
namespace tlsgauge::probe {
namespace {

using namespace test_support;
using namespace std::chrono_literals;

Crowd gather(const model::Endpoint& endpoint, unsigned clients) {
  return gather_crowd(endpoint, clients, {core::steady_clock(), 10s});
}

TEST(Crowd, BeginsAHelloAndSaysNoMore) {
  std::promise<std::string> heard;
  std::atomic<bool> first = true;
  const FakeServer server{[&](int connection) {
    std::array<char, 64> octets{};
    if (first.exchange(false)) {
      const auto n = ::recv(connection, octets.data(), octets.size(), 0);
      heard.set_value({octets.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0))});
    }
    say_nothing(connection);
  }};
  const auto crowd = gather(server.endpoint(), 3);
  EXPECT_EQ(crowd.size(), 3U);
  EXPECT_EQ(heard.get_future().get(), std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
}

TEST(Crowd, IsNoneWhereNobodyListens) { EXPECT_TRUE(gather(nobody_listens(), 3).empty()); }

TEST(Crowd, KeepsAClientFromAServerOfOneAtATime) {
  const FakeServer server{tls_server(demanding(answer_over_tls(std::string{kHttp2Answer})))};
  auto exchange = tls_exchange(with_certificate());
  EXPECT_THAT(observe(exchange, server), IsAccepted());
  exchange.crowd = 1;
  EXPECT_THAT(observe(exchange, server, kPatience), IsSilentAt(model::Stage::handshake));
  exchange.crowd = 0;
  EXPECT_THAT(observe(exchange, server), IsAccepted()) << "the crowd has not gone";
}

}  // namespace
}  // namespace tlsgauge::probe
