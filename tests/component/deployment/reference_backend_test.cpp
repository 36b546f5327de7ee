#include <gmock/gmock.h>

#include <chrono>
#include <csignal>

#include "component/deployment/scripts.hpp"
#include "deployment/backend.hpp"

namespace tlsgauge::deployment {
namespace {

using namespace std::chrono_literals;
using model::Endpoint;
using model::Port;
using test_support::eventually;
using test_support::runs;
using test_support::within;
using testing::HasSubstr;
using testing::Not;

/// Shell scripts stand in for the reference server: what they print and how they end is what the backend must cope
/// with.
class ReferenceBackendTest : public test_support::ScriptTest {
 protected:
  /// Starts `body` as the server; `$2` is its milvus.yaml, `$4` its management port.
  [[nodiscard]] Result<std::unique_ptr<Lease>> start(const std::string& body, core::Nanoseconds patience = 10s) {
    const auto program = script("fake-server", "echo $$ > " + path("pid").string() + "\n" + body);
    StartOptions options;
    options.topology = topology;
    options.certificates = "/certificates";
    options.directory = path("");
    return reference_backend(program)->start(options, within(patience));
  }

  model::Topology topology;
};

constexpr auto kReady =
    "echo starting\necho READY grpc=127.0.0.1:50001 rest=127.0.0.1:50002 management=127.0.0.1:50003\n";

TEST_F(ReferenceBackendTest, IsReadyWithTheEndpointsThatTheServerNames) {
  const auto lease = start(std::string{kReady} + "exec sleep 60");
  ASSERT_TRUE(lease.ok()) << message(lease.status());
  EXPECT_EQ((*lease)->endpoint(Port::grpc), (Endpoint{"127.0.0.1", 50001}));
  EXPECT_EQ((*lease)->endpoint(Port::rest), (Endpoint{"127.0.0.1", 50002}));
  EXPECT_EQ((*lease)->endpoint(Port::data_node), std::nullopt);
  EXPECT_EQ((*lease)->ended(), std::nullopt);
  EXPECT_EQ((*lease)->log(), path("server.log"));
}

TEST_F(ReferenceBackendTest, GivesTheServerItsTopologyAsConfiguration) {
  topology.tls_mode = model::TlsMode::mutual;
  const auto lease = start("cp \"$2\" " + path("seen.yaml").string() + "\n" + kReady + "exec sleep 60");
  ASSERT_TRUE(lease.ok()) << message(lease.status());
  EXPECT_THAT(text_of("seen.yaml"), HasSubstr("tlsMode: 2\n"));
  EXPECT_THAT(text_of("seen.yaml"), HasSubstr("serverPemPath: \"/certificates/server.pem\"\n"));
  EXPECT_THAT(text_of("seen.yaml"), HasSubstr("proxy:\n  http:\n    port: 0\n  internalPort: 0\n  port: 0\n"));
}

TEST_F(ReferenceBackendTest, FindsRestOnTheSharedPort) {
  topology.rest = model::RestPlacement::shared_port;
  const auto lease =
      start("cp \"$2\" " + path("seen.yaml").string() + "\necho READY grpc=127.0.0.1:50001\nexec sleep 60");
  ASSERT_TRUE(lease.ok()) << message(lease.status());
  EXPECT_EQ((*lease)->endpoint(Port::rest), (*lease)->endpoint(Port::grpc));
  EXPECT_THAT(text_of("seen.yaml"), Not(HasSubstr("http:")));
}

TEST_F(ReferenceBackendTest, RestartsOnTheSamePorts) {
  const auto lease = start("cp \"$2\" " + path("seen.yaml").string() + "\necho $4 > " + path("management").string() +
                           "\n" + kReady + "exec sleep 60");
  ASSERT_TRUE(lease.ok()) << message(lease.status());
  const auto first = number_in("pid");
  const auto status = (*lease)->restart(within(10s));
  ASSERT_TRUE(status.ok()) << message(status);
  EXPECT_FALSE(runs(first));
  EXPECT_TRUE(runs(number_in("pid")));
  EXPECT_THAT(text_of("seen.yaml"), HasSubstr("proxy:\n  http:\n    port: 50002\n  internalPort: 0\n  port: 50001\n"));
  EXPECT_EQ(number_in("management"), 50003);
}

TEST_F(ReferenceBackendTest, SaysThatARestartFailed) {
  const auto lease = start("[ -e " + path("second").string() + " ] && { echo error: port taken; exit 2; }\ntouch " +
                           path("second").string() + "\n" + kReady + "exec sleep 60");
  ASSERT_TRUE(lease.ok()) << message(lease.status());
  EXPECT_THAT(message((*lease)->restart(within(10s))), HasSubstr("error: port taken"));
  EXPECT_EQ((*lease)->ended(), "it did not start again");
}

TEST_F(ReferenceBackendTest, TellsHowTheServerEnded) {
  const auto lease = start(std::string{kReady} + "exec sleep 60");
  ASSERT_TRUE(lease.ok()) << message(lease.status());
  ::kill(number_in("pid"), SIGKILL);
  EXPECT_TRUE(eventually([&] { return (*lease)->ended() == "signal 9 (Killed)"; }));
}

TEST_F(ReferenceBackendTest, StopsAServerThatIgnoresTermination) {
  int pid = 0;
  {
    const auto lease = start(std::string{"trap '' TERM\n"} + kReady + "while :; do sleep 0.01; done");
    ASSERT_TRUE(lease.ok()) << message(lease.status());
    pid = number_in("pid");
  }
  EXPECT_FALSE(runs(pid));
  EXPECT_THAT(text_of("server.log"), HasSubstr("READY"));
}

TEST_F(ReferenceBackendTest, QuotesTheLogOfAServerThatDiesAtOnce) {
  const auto lease = start("echo starting\necho cannot load /certificates/server.pem\nexit 1");
  ASSERT_FALSE(lease.ok());
  EXPECT_EQ(message(lease.status()),
            "fake-server ended with exit code 1 before it was ready: cannot load /certificates/server.pem");
}

TEST_F(ReferenceBackendTest, SkipsWhatTheServerDoesNotSupport) {
  const auto lease = start("echo no internal TLS in this release\nexit 89");
  EXPECT_EQ(lease.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(message(lease.status()), HasSubstr("no internal TLS in this release"));
}

TEST_F(ReferenceBackendTest, LeavesNoServerBehindThatIsNeverReady) {
  const auto lease = start("echo waiting for nothing\nexec sleep 60", 300ms);
  EXPECT_EQ(lease.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(message(lease.status()), HasSubstr("waiting for nothing"));
  EXPECT_FALSE(runs(number_in("pid")));
}

TEST_F(ReferenceBackendTest, LeavesNoServerBehindThatPrintsGarbage) {
  const auto lease = start("echo READY or not\nexec sleep 60");
  EXPECT_THAT(message(lease.status()), HasSubstr("the READY line holds 'or'"));
  EXPECT_FALSE(runs(number_in("pid")));
}

TEST_F(ReferenceBackendTest, SaysThatTheProgramIsMissing) {
  StartOptions options;
  options.directory = path("");
  const auto lease = reference_backend(path("absent"))->start(options, within(1s));
  EXPECT_EQ(lease.status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace tlsgauge::deployment
