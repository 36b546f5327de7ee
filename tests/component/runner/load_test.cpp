#include "runner/load.hpp"

#include <gmock/gmock.h>

#include "component/runner/trusted.hpp"
#include "support/fake_lease.hpp"

// A load as a scenario: what of it is for the judge, and what for the report.
namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Port;
using testing::HasSubstr;

class LoadScenario : public testing::Test {
 protected:
  /// Full handshakes over mutual TLS, each with an answer to a request.
  Result<Measured> run(std::map<Port, model::Endpoint> endpoints) {
    const model::Scenario scenario{
        .id = "cost/full",
        .topology = {.tls_mode = model::TlsMode::mutual},
        .exchange = {.client = {.trust = "ca.pem", .certificate = "working/client.pem", .key = "working/client.key"},
                     .action = model::LoadExchange{.port = Port::rest, .duration = 100ms}}};
    FakeLease lease{std::move(endpoints)};
    return measure(scenario, lease, trusted_certificates(),
                   {.backend = backend_,
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
                    .on_result = {}});
  }

  static Behaviour good_server() { return tls_server(mutual_server(answer_over_tls(http_answer("200 OK", "[]")))); }

 private:
  NoBackend backend_;
  Tools tools_;
  TargetClient client_;
  verdict::Policy policy_;
  std::vector<model::Deviation> deviations_;
  std::vector<model::Recipe> recipes_;
  std::vector<model::Scenario> good_programs_;
};

TEST_F(LoadScenario, ThatHoldsIsAccepted) {
  const FakeServer server{good_server()};
  const auto measured = run({{Port::rest, server.endpoint()}});
  ASSERT_TRUE(measured.ok()) << measured.status();
  ASSERT_TRUE(measured->seen.ok()) << measured->seen.status();
  EXPECT_TRUE(std::holds_alternative<model::Accepted>(measured->seen->outcome));
  EXPECT_GT(measured->load.handshakes_completed, 0U);
}

TEST_F(LoadScenario, WhoseNumbersDoNotHoldIsAFaultWithItsFigures) {
  const FakeServer server{good_server()};
  std::string metrics;
  for (const auto* labels : {R"(resumed="false",client="anonymous")", R"(resumed="false",client="verified")",
                             R"(resumed="true",client="anonymous")", R"(resumed="true",client="verified")"})
    metrics += std::string{"tlsgauge_tls_handshakes_total{"} + labels + "} 0\n";
  const FakeServer counters{answer(http_answer("200 OK", metrics))};
  const auto measured = run({{Port::rest, server.endpoint()}, {Port::management, counters.endpoint()}});
  ASSERT_TRUE(measured.ok()) << measured.status();
  EXPECT_THAT(message(measured->seen.status()), HasSubstr("the server counted 0 verified clients"));
  EXPECT_THAT(measured->load.invalid_because, HasSubstr("the server counted 0 verified clients"));
  EXPECT_GT(measured->load.handshakes_completed, 0U);
}

TEST_F(LoadScenario, WithoutAnybodyListeningIsUnreachable) {
  const auto measured = run({{Port::rest, nobody_listens()}});
  ASSERT_TRUE(measured.ok()) << measured.status();
  ASSERT_TRUE(measured->seen.ok()) << measured->seen.status();
  EXPECT_TRUE(std::holds_alternative<model::Unreachable>(measured->seen->outcome));
}

}  // namespace
}  // namespace tlsgauge::runner
