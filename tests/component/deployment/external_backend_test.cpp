#include <gmock/gmock.h>

#include <chrono>

#include "component/deployment/listener.hpp"
#include "component/deployment/scripts.hpp"
#include "deployment/backend.hpp"

namespace tlsgauge::deployment {
namespace {

using namespace std::chrono_literals;
using model::Port;
using test_support::Listener;
using test_support::within;
using testing::HasSubstr;

TEST(ExternalBackend, LeasesTheEndpointsThatItWasGiven) {
  const Listener listener;
  const auto lease = external_backend({.grpc = listener.endpoint(), .rest = std::nullopt})->start({}, within(5s));
  ASSERT_TRUE(lease.ok()) << message(lease.status());
  EXPECT_EQ((*lease)->endpoint(Port::grpc), listener.endpoint());
  EXPECT_EQ((*lease)->endpoint(Port::rest), std::nullopt);
  EXPECT_EQ((*lease)->endpoint(Port::management), std::nullopt);
  EXPECT_EQ((*lease)->ended(), std::nullopt);
  EXPECT_TRUE((*lease)->log().empty());
}

TEST(ExternalBackend, CannotRestartWhatIsNotOurs) {
  const Listener listener;
  const auto lease = external_backend({.grpc = std::nullopt, .rest = listener.endpoint()})->start({}, within(5s));
  ASSERT_TRUE(lease.ok());
  EXPECT_EQ((*lease)->restart(within(1s)).code(), absl::StatusCode::kUnimplemented);
}

TEST(ExternalBackend, SaysWhichEndpointCannotBeReached) {
  const Listener grpc;
  Listener rest;
  rest.close();
  const auto lease = external_backend({.grpc = grpc.endpoint(), .rest = rest.endpoint()})->start({}, within(5s));
  EXPECT_EQ(lease.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(message(lease.status()), HasSubstr(to_string(rest.endpoint())));
}

TEST(ExternalBackend, SkipsATopologyThatTheTargetIsNotSaidToHave) {
  const Listener listener;
  StartOptions options;
  options.topology.tls_mode = model::TlsMode::mutual;
  const auto lease = external_backend({.grpc = listener.endpoint()})->start(options, within(5s));
  EXPECT_EQ(lease.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(message(lease.status()), HasSubstr("needs mutual TLS"));
}

TEST(ExternalBackend, SkipsAKeyThatItCannotChoose) {
  const Listener listener;
  StartOptions options;
  options.topology.key = "ec:P-256";
  const auto lease = external_backend({.grpc = listener.endpoint()})->start(options, within(5s));
  EXPECT_EQ(lease.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(message(lease.status()), HasSubstr("only the operator of an external target chooses its key"));
}

TEST(ExternalBackend, NeedsAnEndpoint) {
  EXPECT_EQ(external_backend({})->start({}, within(1s)).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tlsgauge::deployment
