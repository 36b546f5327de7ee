#include <sys/socket.h>

#include "component/probe/probing.hpp"

// What a peer can make a probe do is bounded in time and in bytes.
namespace tlsgauge::probe {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Party;
using model::Stage;

constexpr std::size_t kMaxAnswer = 64U << 10U;

struct FedClient {
  std::string_view name;
  model::Exchange (*exchange)();
  Stage stage;
  std::string bytes;
};

class DripFeed : public testing::TestWithParam<FedClient> {};

// One byte a second is never too late for a limit that each read has of its own.
TEST_P(DripFeed, IsBoundedByTheDeadline) {
  const FakeServer server{drip(GetParam().bytes, 1s)};
  const auto seen = observe(GetParam().exchange(), server, kPatience);
  EXPECT_THAT(seen, IsSilentAt(GetParam().stage));
  EXPECT_LT(seen.timings.verdict, kOnTime);
}

INSTANTIATE_TEST_SUITE_P(Probe, DripFeed,
                         testing::Values(FedClient{"HttpHeader", [] { return plaintext(rest_exchange({})); },
                                                   Stage::first_read, "HTTP/1.1 200 OK\r\n"},
                                         FedClient{"Http2Settings", [] { return plaintext(tls_exchange({})); },
                                                   Stage::first_read, std::string{kHttp2Answer}},
                                         FedClient{"ServerHello", [] { return tls_exchange(without_certificate()); },
                                                   Stage::handshake, "\x16\x03\x03\x40"},
                                         FedClient{"GrpcSettings", [] { return plaintext(grpc_exchange({})); },
                                                   Stage::rpc, std::string{kSettingsFrame}}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(DripFeed, OverTlsIsBoundedByTheDeadline) {
  const FakeServer server{tls_server(fake_tls(answer_over_tls("H")))};
  const auto late = [](const FakeServer& peer) {
    return observe(rest_exchange(without_certificate()), peer, kPatience);
  };
  EXPECT_THAT(late(server), IsRefused(Party::server, Stage::http)) << "it said something, then ended";
  const FakeServer silent{tls_server(fake_tls([](ssl_st* connection) {
    answer_over_tls("HTTP/1.1 200")(connection);
    hang(connection);
  }))};
  EXPECT_THAT(late(silent), IsSilentAt(Stage::first_read)) << "it said something, then nothing: no refusal";
}

TEST(LargeAnswer, IsReadUpToALimit) {
  const std::string body(10U << 20U, 'x');
  for (const auto& bytes : {http_answer("200 OK", body), "HTTP/1.1 200 OK\r\n\r\n" + body}) {
    const FakeServer server{answer(bytes)};
    const auto seen = observe(plaintext(rest_exchange({})), server);
    EXPECT_THAT(seen, IsAccepted());
    EXPECT_EQ(seen.answer.http_status, 200);
    EXPECT_LE(seen.answer.text.size(), kMaxAnswer);
    EXPECT_LT(seen.timings.verdict, kOnTime);
  }
}

/// Sends `first`, then `more` again and again, as fast as they are read.
Behaviour pour(const std::string& first, const std::string& more) {
  return [first, more](int connection) {
    const auto sent = [&](const std::string& bytes) {
      return ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
    };
    if (!first.empty() && !sent(first)) return;
    while (sent(more)) {
    }
  };
}

TEST(HeaderWithoutEnd, IsReadUpToALimit) {
  const FakeServer server{pour("HTTP/1.1 200 OK\r\nX: ", std::string(4096, 'x'))};
  EXPECT_THAT(observe(plaintext(rest_exchange({})), server, kPatience), IsRefused(Party::server, Stage::http));
}

TEST(AnswersWithoutEnd, AreBoundedByTheDeadlineOrALimit) {
  const FakeServer server{pour("", "HTTP/1.1 100 Continue\r\n\r\n")};
  EXPECT_LT(observe(plaintext(rest_exchange({})), server, kPatience).timings.verdict, kOnTime);
}

}  // namespace
}  // namespace tlsgauge::probe
