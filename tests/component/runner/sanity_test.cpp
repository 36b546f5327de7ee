#include "runner/sanity.hpp"

#include <gmock/gmock.h>

#include <atomic>

#include "component/runner/trusted.hpp"
#include "support/fake_lease.hpp"

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Port;
using testing::HasSubstr;

/// A mutual REST scenario.
model::Scenario scenario() {
  return {.topology = {.tls_mode = model::TlsMode::mutual}, .exchange = {.action = model::RestExchange{}}};
}

Sanity sanity_of(const deployment::Lease& lease) { return {lease, trusted_certificates(), TargetClient{}, 5s}; }

TEST(Sanity, HoldsWhereAGoodClientGetsIn) {
  const FakeServer server{tls_server(mutual_server(answer_over_tls(http_answer("200 OK", "[]"))))};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  EXPECT_EQ(sanity_of(lease).failure(scenario(), {}), "");
}

TEST(Sanity, DoesNotHoldWhereTheServerRefusesEverybody) {
  const FakeServer server{close_at_once};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  EXPECT_THAT(sanity_of(lease).failure(scenario(), {}), HasSubstr("the server refused at handshake"));
}

TEST(Sanity, DoesNotHoldWhereTheServerIsSilent) {
  const FakeServer server{say_nothing};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  Sanity sanity{lease, trusted_certificates(), TargetClient{}, 200ms};
  EXPECT_THAT(sanity.failure(scenario(), {}), HasSubstr("nothing was heard"));
}

TEST(Sanity, DoesNotHoldWhereNobodyListens) {
  const FakeLease lease{{{Port::rest, nobody_listens()}}};
  EXPECT_THAT(sanity_of(lease).failure(scenario(), {}), HasSubstr("Connection refused"));
}

TEST(Sanity, IsTriedOnceAWayInUntilItIsRefreshed) {
  std::atomic<int> connections = 0;
  const FakeServer server{[&](int connection) {
    ++connections;
    close_at_once(connection);
  }};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  auto sanity = sanity_of(lease);
  const auto first = sanity.failure(scenario(), {});
  EXPECT_EQ(sanity.failure(scenario(), {}), first);
  EXPECT_EQ(connections, 1);
  sanity.refresh();
  EXPECT_EQ(sanity.failure(scenario(), {}), first);
  EXPECT_EQ(connections, 2);
}

TEST(Sanity, OfOnePortSaysNothingOfAnother) {
  const FakeServer good{tls_server(mutual_server(answer_over_tls(http_answer("200 OK", "[]"))))};
  const FakeServer bad{close_at_once};
  const FakeLease lease{{{Port::rest, good.endpoint()}, {Port::grpc, bad.endpoint()}}};
  auto sanity = sanity_of(lease);
  auto over_grpc = scenario();
  over_grpc.exchange.action = model::GrpcExchange{};
  EXPECT_EQ(sanity.failure(scenario(), {}), "");
  EXPECT_NE(sanity.failure(over_grpc, {}), "");
}

TEST(Sanity, OfAPortThatTheTargetDoesNotHaveIsNotAsked) {
  EXPECT_EQ(sanity_of(FakeLease{{}}).failure(scenario(), {}), "");
}

}  // namespace
}  // namespace tlsgauge::runner
