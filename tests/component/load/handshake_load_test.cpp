#include "load/handshake_load.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "core/file.hpp"
#include "deployment/backend.hpp"
#include "pki/layout.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

/// A reference server that asks for client certificates, and a plan of a client that it lets in.
class HandshakeLoad : public testing::Test {
 protected:
  void SetUp() override {
    auto directory = core::TemporaryDirectory::make();
    ASSERT_TRUE(directory.ok());
    directory_.emplace(*std::move(directory));
    ASSERT_TRUE(pki::generate(certificates(), {.key = pki::KeyKind::ec_p256}).ok());
    model::Topology topology;
    topology.tls_mode = model::TlsMode::mutual;
    auto lease = deployment::reference_backend(TLSGAUGE_SERVER)
                     ->start({.topology = topology, .certificates = certificates(), .directory = directory_->path()},
                             core::Deadline{core::steady_clock(), 20s});
    ASSERT_TRUE(lease.ok()) << lease.status();
    lease_ = *std::move(lease);
    plan_.endpoint = lease_->endpoint(model::Port::grpc).value();
    plan_.tls.client = {.trust = certificates() / "ca.pem",
                        .certificate = certificates() / "client.pem",
                        .key = certificates() / "client.key",
                        .server_name = "localhost",
                        .login = {}};
    plan_.tls.alpn = "h2";
    plan_.acceptance = Acceptance::grpc;
    plan_.pace = {.connections = 4, .threads = 2, .duration = 20s, .count = 60, .warm_up = 0s};
  }

  [[nodiscard]] std::filesystem::path certificates() const { return directory_->path() / "tls"; }
  [[nodiscard]] model::LoadResult run() const {
    auto result = run_handshakes(plan_, {});
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : model::LoadResult{};
  }

  std::optional<core::TemporaryDirectory> directory_;
  std::unique_ptr<deployment::Lease> lease_;
  HandshakePlan plan_;
};

TEST_F(HandshakeLoad, CountsEveryHandshakeAndProvesItsAcceptance) {
  const auto result = run();
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_GE(result.handshakes_completed, 60U);
  EXPECT_EQ(result.census.accepted, result.handshakes_completed);
  EXPECT_THAT(result.census.version, ElementsAre(Pair("TLSv1.3", result.handshakes_completed)));
  EXPECT_EQ(result.census.resumed, 0U);
  EXPECT_EQ(result.latency.count, result.handshakes_completed);
  EXPECT_GT(result.client_cpu_per_op, 0ns);
}

TEST_F(HandshakeLoad, VerifiesThatHandshakesResume) {
  plan_.resume = true;
  plan_.pace.warm_up = 300ms;  // the first handshakes are full: they fetch the tickets
  plan_.pace.duration = 2s;
  const auto result = run();
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_GT(result.handshakes_completed, 0U);
  EXPECT_EQ(result.census.resumed, result.handshakes_completed);
}

TEST_F(HandshakeLoad, OfARefusedClientIsNoFastServer) {
  plan_.tls.client.certificate.clear();
  plan_.tls.client.key.clear();
  plan_.pace.count.reset();
  plan_.pace.duration = 300ms;
  const auto result = run();
  EXPECT_EQ(result.handshakes_completed, 0U);
  EXPECT_THAT(result.handshakes_failed, Contains(Pair("alert:certificate_required", testing::Gt(0U))));
  EXPECT_THAT(result.invalid_because, HasSubstr("no handshake completed"));
}

TEST_F(HandshakeLoad, WithoutAnybodyListeningEndsByItself) {
  plan_.endpoint.port = 1;
  plan_.pace.count.reset();
  plan_.pace.duration = 300ms;
  const auto result = run();
  EXPECT_THAT(result.handshakes_failed, Contains(Pair("tcp:refused", testing::Gt(0U))));
  EXPECT_THAT(result.invalid_because, HasSubstr("no handshake completed"));
}

TEST_F(HandshakeLoad, OpenLoopStartsAtTheRateThatWasAskedFor) {
  plan_.pace = {.connections = 16, .threads = 1, .duration = 2s, .warm_up = 0s, .rate = 50.0};
  const auto result = run();
  EXPECT_NEAR(static_cast<double>(result.handshakes_completed), 100, 5);
  EXPECT_GT(result.schedule_lag.count, 0U);
}

TEST_F(HandshakeLoad, IsEndedByAnInterruptionAndSaysSo) {
  plan_.pace.count.reset();
  std::stop_source stop;
  std::jthread later{[&] {
    std::this_thread::sleep_for(300ms);
    stop.request_stop();
  }};
  const auto result = run_handshakes(plan_, stop.get_token());
  ASSERT_TRUE(result.ok());
  EXPECT_LT(result->elapsed, 5s);
  EXPECT_THAT(result->invalid_because, HasSubstr("interrupted"));
}

}  // namespace
}  // namespace tlsgauge::load
