#include <gmock/gmock.h>

#include <thread>

#include "reference_load.hpp"
#include "support/fake_server.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class HandshakeLoad : public ReferenceLoad {
 protected:
  void SetUp() override { serve(model::TlsMode::mutual); }

  HandshakePlan plan() {
    HandshakePlan plan;
    aim(plan, model::Port::grpc, "h2");
    plan.acceptance = Acceptance::grpc;
    return plan;
  }
};

TEST_F(HandshakeLoad, CountsEveryHandshakeAndProvesItsAcceptance) {
  const auto result = run_to_end(plan());
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_EQ(result.handshakes_completed, 60U);
  EXPECT_EQ(result.census.accepted, 60U);
  EXPECT_THAT(result.census.version, ElementsAre(Pair("TLSv1.3", 60)));
  EXPECT_EQ(result.census.resumed, 0U);
  EXPECT_EQ(result.latency.count, 60U);
  EXPECT_GT(result.client_cpu_per_op, 0ns);
}

TEST_F(HandshakeLoad, AgreesOnWhatItIsToldTo) {
  auto told = plan();
  told.tls.groups = "P-256";
  told.tls.ciphers = "TLS_AES_128_GCM_SHA256";
  const auto result = run_to_end(told);
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_THAT(result.census.group, ElementsAre(Pair("secp256r1", 60)));
  EXPECT_THAT(result.census.cipher, ElementsAre(Pair("TLS_AES_128_GCM_SHA256", 60)));
}

TEST_F(HandshakeLoad, VerifiesThatHandshakesResume) {
  auto resumed = plan();
  resumed.resume = true;
  resumed.pace.count.reset();
  resumed.pace.warm_up = 300ms;  // the first handshakes are full: they fetch the tickets
  resumed.pace.duration = 1s;
  const auto result = run_to_end(resumed);
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_GT(result.handshakes_completed, 0U);
  EXPECT_EQ(result.census.resumed, result.handshakes_completed);
}

TEST_F(HandshakeLoad, OfARefusedClientIsNoFastServer) {
  auto refused = plan();
  disarm(refused);
  const auto result = run_to_end(refused);
  EXPECT_EQ(result.handshakes_completed, 0U);
  EXPECT_THAT(result.handshakes_failed, ElementsAre(Pair("alert:certificate_required", 60)));
  EXPECT_THAT(result.invalid_because, HasSubstr("none of the handshakes completed"));
}

TEST_F(HandshakeLoad, WithoutAnybodyListeningEndsByItself) {
  auto lost = plan();
  lost.endpoint = test_support::nobody_listens();
  const auto result = run_to_end(lost);
  EXPECT_THAT(result.handshakes_failed, Contains(Pair("tcp:refused", 60)));
  EXPECT_THAT(result.invalid_because, HasSubstr("none of the handshakes completed"));
}

TEST_F(HandshakeLoad, OpenLoopStartsAtTheRateThatWasAskedFor) {
  auto open_loop = plan();
  open_loop.pace = {.connections = 16, .threads = 1, .duration = 2s, .warm_up = 0s, .rate = 50.0};
  const auto result = run_to_end(open_loop);
  EXPECT_NEAR(static_cast<double>(result.handshakes_completed), 100, 5);
  EXPECT_GT(result.schedule_lag.count, 0U);
}

TEST_F(HandshakeLoad, ReportsProgressWhileItRuns) {
  auto watched = plan();
  watched.pace.count.reset();
  watched.pace.duration = 700ms;
  std::vector<Progress> reports;
  watched.on_progress = [&](const Progress& progress) { reports.push_back(progress); };
  const auto result = run_to_end(watched);
  ASSERT_GE(reports.size(), 2U);
  EXPECT_EQ(reports.back().duration, 700ms);
  EXPECT_LE(reports.back().completed, result.handshakes_completed);
  EXPECT_LE(reports.front().completed, reports.back().completed);
}

TEST_F(HandshakeLoad, DividesTheServersCpuByItsHandshakes) {
  auto costed = plan();
  std::chrono::milliseconds used{100};
  costed.server_cpu = [&] { return std::optional<std::chrono::nanoseconds>{used += 60ms}; };
  EXPECT_EQ(run_to_end(costed).server_cpu_per_op, 1ms);
  costed.server_cpu = [] { return std::optional<std::chrono::nanoseconds>{}; };
  EXPECT_EQ(run_to_end(costed).server_cpu_per_op, std::nullopt);
}

TEST_F(HandshakeLoad, IsEndedByAnInterruptionAndSaysSo) {
  auto endless = plan();
  endless.pace.count.reset();
  endless.pace.warm_up = 10s;
  std::stop_source stop;
  std::jthread later{[&] {
    std::this_thread::sleep_for(300ms);
    stop.request_stop();
  }};
  const auto begin = std::chrono::steady_clock::now();
  const auto result = run(endless, stop.get_token());
  ASSERT_TRUE(result.ok());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  EXPECT_THAT(result->invalid_because, HasSubstr("interrupted"));
}

TEST_F(HandshakeLoad, WithAFileThatDoesNotLoadIsAFault) {
  auto broken = plan();
  broken.tls.client.trust = certificates() / "nothing.pem";
  const auto result = run(broken, {});
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(message(result.status()), HasSubstr("nothing.pem"));
}

class PlaintextLoad : public ReferenceLoad {
 protected:
  void SetUp() override { serve(model::TlsMode::none); }
};

TEST_F(PlaintextLoad, IsTheFloorOfHandshakes) {
  HandshakePlan plan;
  aim(plan, model::Port::grpc, "h2");
  plan.acceptance = Acceptance::grpc;
  const auto result = run_to_end(plan);
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_EQ(result.name, "plaintext");
  EXPECT_THAT(result.census.version, ElementsAre(Pair("plaintext", 60)));
  EXPECT_THAT(result.census.cipher, IsEmpty());
  EXPECT_EQ(result.census.accepted, 60U);
  EXPECT_FALSE(result.phases.contains("handshake"));
}

}  // namespace
}  // namespace tlsgauge::load
