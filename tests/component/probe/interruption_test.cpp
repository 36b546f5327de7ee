#include <gmock/gmock.h>

#include <stop_token>
#include <thread>

#include "component/probe/probing.hpp"

// An interrupted run does not wait for its probes.
namespace tlsgauge::probe {
namespace {

using namespace std::chrono_literals;
using namespace test_support;

model::Exchange grpc_library() { return grpc_exchange(with_certificate(), model::GrpcTransport::library); }
model::Exchange program() { return {.action = model::CommandExchange{.arguments = {"sleep", "60"}}}; }

class Interruption : public testing::TestWithParam<Client> {};

TEST_P(Interruption, EndsAWaitingProbeAtOnce) {
  constexpr auto kAtOnce = 200ms;
  const FakeServer server{say_nothing};
  const auto exchange = GetParam().exchange();  // making certificates takes a while
  std::stop_source stop;
  core::TimePoint stopped;
  std::jthread user{[&] {
    std::this_thread::sleep_for(100ms);
    stopped = core::steady_clock().now();
    stop.request_stop();
  }};
  const auto seen = perform(exchange, server.endpoint(), {core::steady_clock(), 60s, stop.get_token()});
  const auto ended = core::steady_clock().now();
  user.join();
  EXPECT_LT(ended - stopped, kAtOnce);
  if (seen.ok()) {
    EXPECT_FALSE(std::holds_alternative<model::Accepted>(seen->outcome)) << model::describe(*seen);
  } else {
    EXPECT_EQ(seen.status().code(), absl::StatusCode::kCancelled);
  }
}

INSTANTIATE_TEST_SUITE_P(Probe, Interruption,
                         testing::Values(Client{"Tls", [] { return tls_exchange(with_certificate()); }},
                                         Client{"Rest", [] { return rest_exchange(with_certificate()); }},
                                         Client{"PlaintextRest", [] { return plaintext(rest_exchange({})); }},
                                         Client{"Grpc", [] { return grpc_exchange(with_certificate()); }},
                                         Client{"PlaintextGrpc", [] { return plaintext(grpc_exchange({})); }},
                                         Client{"GrpcLibrary", grpc_library}, Client{"Program", program}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(Interruption, BeforeTheProbeKeepsItFromWaitingAtAll) {
  const FakeServer server{say_nothing};
  const auto exchange = rest_exchange(with_certificate());
  std::stop_source stop;
  stop.request_stop();
  const auto before = core::steady_clock().now();
  (void)perform(exchange, server.endpoint(), {core::steady_clock(), 60s, stop.get_token()});
  EXPECT_LT(core::steady_clock().now() - before, 200ms);
}

}  // namespace
}  // namespace tlsgauge::probe
