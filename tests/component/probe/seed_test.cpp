#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "component/probe/probing.hpp"

// A scripted handshake begins the same wherever its seed is the same.
namespace tlsgauge::probe {
namespace {

using namespace std::chrono_literals;
using namespace test_support;

using Octets = std::vector<std::uint8_t>;

/// What a client with this seed says first.
Octets first_words(std::optional<std::uint64_t> seed, const FakeServer& server) {
  auto exchange = rest_exchange(without_certificate());
  exchange.script.emplace();
  exchange.seed = seed;
  std::vector<model::Conversation> conversations;
  const auto seen = perform(exchange, server.endpoint(), {core::steady_clock(), 10s}, &conversations);
  EXPECT_TRUE(seen.ok() && std::holds_alternative<model::Accepted>(seen->outcome));
  for (const auto& conversation : conversations)
    for (const auto& sighting : conversation.sightings)
      if (const auto* sent = std::get_if<model::OctetsSeen>(&sighting.what)) return sent->octets;
  return {};
}

TEST(Seed, DecidesWhatTheHelloHolds) {
  const FakeServer server{tls_server(fake_tls(answer_over_tls(http_answer("200 OK", "[]"))))};
  const auto hello = first_words(7, server);
  EXPECT_FALSE(hello.empty());
  EXPECT_EQ(first_words(7, server), hello);
  EXPECT_NE(first_words(8, server), hello);
}

TEST(Seed, IsAnotherEachTimeWhereNoneIsGiven) {
  const FakeServer server{tls_server(fake_tls(answer_over_tls(http_answer("200 OK", "[]"))))};
  EXPECT_NE(first_words(std::nullopt, server), first_words(std::nullopt, server));
}

}  // namespace
}  // namespace tlsgauge::probe
