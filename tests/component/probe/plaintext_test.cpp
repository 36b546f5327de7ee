#include "component/probe/probing.hpp"

// Clients without TLS, and ports without a server.
namespace tlsgauge::probe {
namespace {

using namespace std::string_literals;
using namespace test_support;
using model::Close;
using model::Party;
using model::Port;
using model::Stage;
using testing::AllOf;

const std::string kProtocolVersionAlert = "\x15\x03\x01\x00\x02\x02\x46"s;

TEST(PlaintextClient, HearsTheAlertOfATlsServer) {
  const FakeServer server{answer(kProtocolVersionAlert)};
  EXPECT_THAT(observe(plaintext(rest_exchange({})), server),
              AllOf(IsRefused(Party::server, Stage::http), HasAlert(model::alerts::protocol_version)));
  EXPECT_THAT(observe(plaintext(tls_exchange({})), server),
              AllOf(IsRefused(Party::server, Stage::first_read), HasAlert(model::alerts::protocol_version)));
  EXPECT_THAT(observe(plaintext(grpc_exchange({})), server),
              AllOf(IsRefused(Party::server, Stage::first_read), HasAlert(model::alerts::protocol_version)));
}

TEST(PlaintextClient, IsRefusedByARealTlsServer) {
  const FakeServer server{tls_server(fake_tls(hang))};
  for (const auto& exchange : {tls_exchange({}), tls_exchange({}, Port::rest), rest_exchange({}), grpc_exchange({})}) {
    const auto seen = observe(plaintext(exchange), server);
    EXPECT_TRUE(std::holds_alternative<model::Refused>(seen.outcome)) << model::describe(seen);
    EXPECT_FALSE(seen.tls);
  }
}

TEST(PlaintextClient, IsRefusedByAnEnd) {
  const FakeServer server{close_at_once};
  for (const auto& exchange : {tls_exchange({}), rest_exchange({}), grpc_exchange({})}) {
    EXPECT_THAT(observe(plaintext(exchange), server),
                AllOf(IsRefused(Party::server, Stage::first_read), HasNoAlert(), Closed(Close::fin)))
        << model::kind(exchange.action);
  }
}

// The reset arrives while the probe still connects, while it writes, or while it reads: it must not matter.
TEST(PlaintextClient, IsRefusedByAResetAtAnyMoment) {
  constexpr int kMoments = 50;
  const FakeServer server{reset};
  for (const auto& exchange : {tls_exchange({}), rest_exchange({}), grpc_exchange({})}) {
    for (int i = 0; i < kMoments; ++i) {
      ASSERT_THAT(observe(plaintext(exchange), server),
                  AllOf(IsRefused(Party::server, Stage::first_read), HasNoAlert(), Closed(Close::rst)))
          << model::kind(exchange.action);
    }
  }
}

TEST(PlaintextClient, IsServedByAnHttpServer) {
  const FakeServer server{answer(http_answer("200 OK", "[]"))};
  const auto seen = observe(plaintext(rest_exchange({})), server);
  EXPECT_THAT(seen, IsAccepted());
  EXPECT_EQ(seen.answer.text, "[]");
  EXPECT_FALSE(seen.tls);
}

// RFC 9110 section 9.3.2: a content length in the answer to HEAD announces no body.
TEST(PlaintextClient, WaitsForNoBodyWhereItAskedForNone) {
  auto exchange = plaintext(rest_exchange({}));
  std::get<model::RestExchange>(exchange.action).method = "HEAD";
  const FakeServer server{answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")};
  EXPECT_THAT(observe(exchange, server), IsAccepted());
}

class NobodyListening : public testing::TestWithParam<Client> {};

TEST_P(NobodyListening, IsUnreachable) {
  EXPECT_THAT(observe(GetParam().exchange(), nobody_listens()), IsUnreachable());
}

INSTANTIATE_TEST_SUITE_P(
    Probe, NobodyListening,
    testing::Values(
        Client{"Tls", [] { return tls_exchange(with_certificate()); }},
        Client{"Rest", [] { return rest_exchange(with_certificate()); }},
        Client{"Grpc", [] { return grpc_exchange(with_certificate()); }},
        Client{"GrpcLibrary", [] { return grpc_exchange(with_certificate(), model::GrpcTransport::library); }},
        Client{"Plaintext", [] { return plaintext(rest_exchange({})); }},
        Client{"PlaintextGrpcLibrary", [] { return plaintext(grpc_exchange({}, model::GrpcTransport::library)); }}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(HostWithoutAnAddress, IsUnreachable) {
  const auto seen = observe(tls_exchange(without_certificate()), {.host = "tlsgauge.invalid", .port = 1});
  EXPECT_THAT(seen, IsUnreachable());
  EXPECT_THAT(seen.detail, testing::HasSubstr("tlsgauge.invalid"));
}

}  // namespace
}  // namespace tlsgauge::probe
