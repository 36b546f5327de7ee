#include "runner/sanity.hpp"

#include <gmock/gmock.h>

#include <atomic>

#include "component/runner/trusted.hpp"
#include "runner/markers.hpp"
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

/// A sanity check by itself, without a group around it.
class SanityOf : public testing::Test {
 protected:
  Sanity of(const deployment::Lease& lease) {
    auto& markers = markers_.emplace(lease, trusted_certificates(), context_);
    return {lease, trusted_certificates(), context_, markers};
  }

  /// What the good client saw; a fault by its message.
  static std::string seen(const Result<model::Observation>& good) {
    return good.ok() ? model::describe(*good) : "fault: " + message(good.status());
  }
  static bool gets_in(const Result<model::Observation>& good) {
    return good.ok() && std::holds_alternative<model::Accepted>(good->outcome);
  }

  Tools tools_;
  TargetClient client_;
  verdict::Policy policy_;
  std::vector<model::Deviation> deviations_;
  std::vector<model::Recipe> recipes_;
  std::vector<model::Scenario> good_programs_;
  NoBackend backend_;
  GroupContext context_{.backend = backend_,
                        .certificates = shared_certificates(),
                        .tools = tools_,
                        .client = client_,
                        .policy = policy_,
                        .deviations = deviations_,
                        .recipes = recipes_,
                        .good_programs = good_programs_,
                        .directory = {},
                        .timeout = 5s,
                        .command_timeout = 5s,
                        .stop = {},
                        .on_result = {}};
  std::optional<Markers> markers_;
};

TEST_F(SanityOf, AServerThatLetsAGoodClientInHolds) {
  const FakeServer server{tls_server(mutual_server(answer_over_tls(http_answer("200 OK", "[]"))))};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  EXPECT_TRUE(gets_in(of(lease).good_client(scenario())));
}

TEST_F(SanityOf, AServerThatRefusesEverybodyDoesNotHold) {
  const FakeServer server{close_at_once};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  EXPECT_THAT(seen(of(lease).good_client(scenario())), HasSubstr("the server refused at handshake"));
}

TEST_F(SanityOf, ASilentServerDoesNotHold) {
  const FakeServer server{say_nothing};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  context_.timeout = 200ms;
  EXPECT_THAT(seen(of(lease).good_client(scenario())), HasSubstr("nothing was heard"));
}

TEST_F(SanityOf, AServerThatIsNotThereDoesNotHold) {
  const FakeLease lease{{{Port::rest, nobody_listens()}}};
  EXPECT_THAT(seen(of(lease).good_client(scenario())), HasSubstr("Connection refused"));
}

TEST_F(SanityOf, AWayInIsTriedOnceUntilItIsRefreshed) {
  std::atomic<int> connections = 0;
  const FakeServer server{[&](int connection) {
    ++connections;
    close_at_once(connection);
  }};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  auto sanity = of(lease);
  const auto first = seen(sanity.good_client(scenario()));
  EXPECT_EQ(seen(sanity.good_client(scenario())), first);
  EXPECT_EQ(connections, 1);
  sanity.refresh();
  EXPECT_EQ(seen(sanity.good_client(scenario())), first);
  EXPECT_EQ(connections, 2);
}

TEST_F(SanityOf, OnePortSaysNothingOfAnother) {
  const FakeServer good{tls_server(mutual_server(answer_over_tls(http_answer("200 OK", "[]"))))};
  const FakeServer bad{close_at_once};
  const FakeLease lease{{{Port::rest, good.endpoint()}, {Port::grpc, bad.endpoint()}}};
  auto sanity = of(lease);
  auto over_grpc = scenario();
  over_grpc.exchange.action = model::GrpcExchange{};
  EXPECT_TRUE(gets_in(sanity.good_client(scenario())));
  EXPECT_FALSE(gets_in(sanity.good_client(over_grpc)));
}

TEST_F(SanityOf, APortThatTheTargetDoesNotHaveIsUnsupported) {
  const FakeLease lease{{}};
  EXPECT_TRUE(absl::IsUnimplemented(of(lease).good_client(scenario()).status()));
}

/// `program` against the REST port of a mutual server, which answers it with its exit code.
model::Scenario command(const std::string& id, std::vector<std::string> arguments) {
  auto with_program = scenario();
  with_program.id = id;
  with_program.exchange.action = model::CommandExchange{.tool = "curl", .arguments = std::move(arguments)};
  return with_program;
}

TEST_F(SanityOf, AProgramIsTriedByItselfAsItsUsersRunIt) {
  tools_.emplace("curl", std::string{"sh"});
  good_programs_ = {command("s/known", {"-c", "exit 7"}), command("s/good", {"-c", "exit 0"})};
  deviations_ = {{.id = "s/known", .reason = "It is known not to.", .seen = {}}};
  const FakeLease lease{{{Port::rest, nobody_listens()}}};
  EXPECT_TRUE(gets_in(of(lease).good_client(command("s/bad", {}))));
  good_programs_ = {command("s/good", {"-c", "echo 'certificate verify failed'; exit 60"})};
  EXPECT_THAT(seen(of(lease).good_client(command("s/bad", {}))), HasSubstr("the client refused"));
}

TEST_F(SanityOf, AProgramWithoutAGoodExampleIsReplacedByOurOwnClient) {
  const FakeServer server{tls_server(mutual_server(answer_over_tls(http_answer("200 OK", "[]"))))};
  const FakeLease lease{{{Port::rest, server.endpoint()}}};
  EXPECT_TRUE(gets_in(of(lease).good_client(command("s/bad", {}))));
}

}  // namespace
}  // namespace tlsgauge::runner
