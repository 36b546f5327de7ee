#include <gmock/gmock.h>

#include "reference_load.hpp"
#include "support/fake_server.hpp"
#include "support/fake_tls_server.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class GrpcLoad : public ReferenceLoad {
 protected:
  void SetUp() override { serve(model::TlsMode::mutual); }

  GrpcPlan plan() {
    GrpcPlan plan;
    aim(plan, model::Port::grpc, "h2");
    plan.streams = 3;
    return plan;
  }
};

TEST_F(GrpcLoad, CallsOverItsOwnTlsConnections) {
  const auto result = run_to_end(plan());
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_EQ(result.name, "tls1.3 mutual grpc.health.v1.Health/Check");
  EXPECT_EQ(result.requests_completed, 60U);
  EXPECT_EQ(result.latency.count, 60U);
  EXPECT_LE(result.handshakes_completed, 4U);
  EXPECT_THAT(result.census.version, ElementsAre(Pair("TLSv1.3", result.handshakes_completed)));
  EXPECT_EQ(result.census.accepted, result.handshakes_completed);
  EXPECT_GT(result.client_cpu_per_op, 0ns);
}

TEST_F(GrpcLoad, AgreesOnWhatItIsToldTo) {
  auto told = plan();
  told.tls.groups = "P-256";
  told.tls.ciphers = "TLS_AES_128_GCM_SHA256";
  const auto result = run_to_end(told);
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_THAT(result.census.group, ElementsAre(Pair("secp256r1", result.handshakes_completed)));
  EXPECT_THAT(result.census.cipher, ElementsAre(Pair("TLS_AES_128_GCM_SHA256", result.handshakes_completed)));
}

TEST_F(GrpcLoad, SaysThatItsVersionIsRefused) {
  auto old = plan();
  old.tls.versions = {.oldest = model::TlsVersion::tls1_2, .newest = model::TlsVersion::tls1_2};
  // The reference server takes TLS 1.3 alone where it asks for certificates, as Milvus does.
  EXPECT_THAT(run_to_end(old).requests_failed, ElementsAre(Pair("alert:protocol_version", 60)));
}

TEST_F(GrpcLoad, SendsItsMessage) {
  auto milvus = plan();
  milvus.method = "milvus.proto.milvus.MilvusService/GetVersion";
  EXPECT_THAT(run_to_end(milvus).invalid_because, IsEmpty());
  milvus.body = "\xff\xff\xff";
  EXPECT_EQ(run_to_end(milvus).requests_completed, 0U) << "no message of protobuf";
}

TEST_F(GrpcLoad, OfARefusedClientIsNoFastServer) {
  auto refused = plan();
  disarm(refused);
  const auto result = run_to_end(refused);
  EXPECT_EQ(result.requests_completed, 0U);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("alert:certificate_required", 60)));
  EXPECT_EQ(result.handshakes_completed, 0U);
  EXPECT_THAT(result.invalid_because, HasSubstr("none of the calls completed"));
}

TEST_F(GrpcLoad, RefusesAServerThatItDoesNotTrust) {
  auto distrustful = plan();
  distrustful.tls.client.trust = certificates() / "client.pem";
  EXPECT_THAT(run_to_end(distrustful).requests_failed, ElementsAre(Pair("tls:certificate verify failed", 60)));
}

TEST_F(GrpcLoad, CountsAnotherStatusThanOkAsAFailure) {
  auto wrong = plan();
  wrong.method = "no.Service/Method";
  const auto result = run_to_end(wrong);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("grpc:UNIMPLEMENTED", 60)));
  EXPECT_LE(result.handshakes_started, 4U) << "an answer is no reason to close a connection";
}

TEST_F(GrpcLoad, WithoutAnybodyListeningEndsByItself) {
  auto lost = plan();
  lost.endpoint = test_support::nobody_listens();
  EXPECT_THAT(run_to_end(lost).requests_failed, ElementsAre(Pair("tcp:refused", 60)));
}

TEST_F(GrpcLoad, OpenLoopStartsAtTheRateThatWasAskedFor) {
  auto open_loop = plan();
  open_loop.pace = {.connections = 4, .threads = 1, .duration = 2s, .warm_up = 0s, .rate = 200.0};
  const auto result = run_to_end(open_loop);
  EXPECT_NEAR(static_cast<double>(result.requests_completed), 400, 5);
  EXPECT_EQ(result.schedule_lag.count, result.requests_completed);
}

TEST_F(GrpcLoad, TimesOutWhereTheServerIsSilent) {
  const test_support::FakeServer server{
      test_support::tls_server({.certificates = certificates(), .then = test_support::hang})};
  auto silent = plan();
  silent.endpoint = server.endpoint();
  silent.pace = {.connections = 1, .threads = 1, .duration = 20s, .count = 3, .warm_up = 0s};
  silent.timeout = 300ms;
  const auto result = run_to_end(silent);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("timeout", 3)));
  EXPECT_THAT(result.handshakes_failed, ElementsAre(Pair("timeout", 1)));
}

TEST_F(GrpcLoad, TimesOutWhereTheServerDoesNotShakeHands) {
  const test_support::FakeServer server{test_support::say_nothing};
  auto silent = plan();
  silent.endpoint = server.endpoint();
  silent.pace = {.connections = 1, .threads = 1, .duration = 20s, .count = 3, .warm_up = 0s};
  silent.timeout = 300ms;
  silent.streams = 1;
  const auto result = run_to_end(silent);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("timeout", 3)));
  EXPECT_GE(result.elapsed, 900ms) << "no call was given up before its time";
  EXPECT_THAT(result.handshakes_failed, ElementsAre(Pair("timeout", 3)));
}

TEST_F(GrpcLoad, GivesALateCallItsOwnTimeWhereAConnectionIsNotMade) {
  const test_support::FakeServer server{test_support::say_nothing};
  auto silent = plan();
  silent.endpoint = server.endpoint();
  // Calls are due every 100 ms: the second and the third join the connection of the first.
  silent.pace = {.connections = 1, .threads = 1, .duration = 20s, .count = 3, .warm_up = 0s, .rate = 10.0};
  silent.timeout = 400ms;
  const auto result = run_to_end(silent);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("timeout", 3)));
  EXPECT_GE(result.elapsed, 600ms) << "the third was due after 200 ms";
}

TEST_F(GrpcLoad, OpensConnectionsAnewThatEnd) {
  const test_support::FakeServer server{
      test_support::tls_server({.certificates = certificates(),
                                .then = test_support::answer_over_tls(std::string{test_support::kSettingsFrame})})};
  auto plan_of_one = plan();
  plan_of_one.endpoint = server.endpoint();
  plan_of_one.streams = 1;
  plan_of_one.pace = {.connections = 1, .threads = 1, .duration = 20s, .count = 5, .warm_up = 0s};
  const auto result = run_to_end(plan_of_one);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("close_notify", 5)));
  EXPECT_THAT(result.handshakes_failed, ElementsAre(Pair("close_notify", 5)));
}

TEST_F(GrpcLoad, IsEndedByAnInterruptionInTheMiddleOfCalls) {
  auto endless = plan();
  endless.pace.count.reset();
  std::stop_source stop;
  endless.on_progress = [&](const Progress& progress) {
    if (progress.completed > 0) stop.request_stop();
  };
  const auto result = run(endless, stop.get_token());
  ASSERT_TRUE(result.ok());
  EXPECT_LT(result->elapsed, 10s);
  EXPECT_THAT(result->invalid_because, AllOf(HasSubstr("interrupted"), testing::Not(HasSubstr("failed"))));
}

class PlaintextGrpcLoad : public ReferenceLoad {
 protected:
  void SetUp() override { serve(model::TlsMode::none); }
};

TEST_F(PlaintextGrpcLoad, IsTheFloor) {
  GrpcPlan plan;
  aim(plan, model::Port::grpc, "");
  const auto result = run_to_end(plan);
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_EQ(result.requests_completed, 60U);
  EXPECT_THAT(result.census.version, ElementsAre(Pair("plaintext", result.handshakes_completed)));
}

}  // namespace
}  // namespace tlsgauge::load
