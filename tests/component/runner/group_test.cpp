#include "runner/group.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <array>
#include <atomic>

#include "component/runner/trusted.hpp"
#include "core/file.hpp"
#include "support/fake_lease.hpp"

// A group of scenarios against one target: what goes wrong becomes the verdict of the scenarios that it concerns.
namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Decision;
using model::Port;
using testing::ElementsAre;
using testing::HasSubstr;

/// A backend whose server is a fake with a REST port, or does not start.
class FakeBackend final : public deployment::Backend {
 public:
  explicit FakeBackend(const FakeServer& server) : endpoint_{server.endpoint()} {}
  explicit FakeBackend(Status fault) : fault_{std::move(fault)} {}

  [[nodiscard]] model::TargetFacts facts() const override { return {.name = "fake"}; }
  [[nodiscard]] Result<std::unique_ptr<deployment::Lease>> start(const deployment::StartOptions& /*options*/,
                                                                 const core::Deadline& /*ready_by*/) override {
    if (!fault_.ok()) return fault_;
    auto lease = std::make_unique<FakeLease>(std::map<Port, model::Endpoint>{{Port::rest, endpoint_}});
    lease->holds = holds;
    return lease;
  }

  std::function<core::Resources()> holds;  ///< empty: nobody can see

 private:
  model::Endpoint endpoint_;
  Status fault_;
};

model::Scenario rest_scenario(const std::string& id, Decision security, model::Identity client) {
  return {.id = id,
          .topology = {.tls_mode = model::TlsMode::mutual},
          .exchange = {.client = std::move(client), .action = model::RestExchange{}},
          .expectation = {.security = security}};
}

model::Scenario let_in(const std::string& id) {
  return rest_scenario(id, Decision::accept,
                       {.trust = "ca.pem", .certificate = "working/client.pem", .key = "working/client.key"});
}

model::Scenario kept_out(const std::string& id) { return rest_scenario(id, Decision::reject, {.trust = "ca.pem"}); }

Behaviour good_server() { return tls_server(mutual_server(answer_over_tls(http_answer("200 OK", "[]")))); }

class RunGroup : public testing::Test {
 protected:
  std::vector<model::ScenarioResult> run(FakeBackend backend, std::vector<model::Scenario> scenarios) {
    const Group group{.topology = scenarios.front().topology, .scenarios = std::move(scenarios)};
    return run_group(group, {.backend = backend,
                             .certificates = shared_certificates(),
                             .tools = tools_,
                             .client = client_,
                             .policy = policy_,
                             .deviations = deviations_,
                             .recipes = recipes_,
                             .good_programs = good_programs_,
                             .directory = directory_->path() / "target",
                             .timeout = timeout_,
                             .command_timeout = 5s,
                             .jobs = 1,
                             .stop = stop_.get_token(),
                             .on_result = [this](const model::ScenarioResult&) { ++told_; }});
  }

  static std::vector<std::string> verdicts(const std::vector<model::ScenarioResult>& results) {
    std::vector<std::string> words;
    for (const auto& result : results)
      words.push_back(result.scenario.id + " " + std::string{model::name(result.verdict)});
    return words;
  }

  Tools tools_;
  TargetClient client_;
  verdict::Policy policy_;
  std::vector<model::Deviation> deviations_;
  std::vector<model::Recipe> recipes_;
  std::vector<model::Scenario> good_programs_;
  std::chrono::nanoseconds timeout_ = 5s;
  std::stop_source stop_;
  int told_ = 0;

 private:
  Result<core::TemporaryDirectory> directory_ = core::TemporaryDirectory::make();
};

TEST_F(RunGroup, JudgesEachScenarioInTheGroupsOrder) {
  const FakeServer server{good_server()};
  const auto results = run(FakeBackend{server}, {kept_out("s/a"), let_in("s/b"), kept_out("s/c")});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a pass", "s/b pass", "s/c pass"));
  EXPECT_THAT(results[0].endpoints, ElementsAre("rest=" + model::to_string(server.endpoint())));
  EXPECT_EQ(told_, 3);
}

/// What the target holds while and after `served` connections were served, of which it keeps some.
model::Scenario resources(const std::string& id) {
  return {.id = id,
          .topology = {.tls_mode = model::TlsMode::mutual},
          .exchange = {.client = {}, .action = model::ResourcesExchange{.descriptors = 1, .mebibytes = 1}},
          .expectation = {.security = Decision::accept}};
}

TEST_F(RunGroup, SeesWhatIsLeftWhenAllElseIsDone) {
  std::atomic<int> served = 0;
  const FakeServer server{[&, good = good_server()](int connection) {
    ++served;
    good(connection);
  }};
  timeout_ = 2s;  // so long it waits for what is not let go
  const auto after = [&](int most) {
    FakeBackend backend{server};
    const auto before = served.load();
    // One more each connection, but no more than that.
    backend.holds = [&served, before, most] {
      return core::Resources{.descriptors = static_cast<std::size_t>(std::min(served - before, most))};
    };
    return verdicts(run(std::move(backend), {resources("s/a"), kept_out("s/b"), kept_out("s/c"), kept_out("s/d")}))[0];
  };
  EXPECT_EQ(after(2), "s/a pass") << "one by the good client, before anything else";
  EXPECT_EQ(after(4), "s/a fail");
}

TEST_F(RunGroup, SkipsWhatIsLeftWhereNobodyCanSeeIt) {
  const FakeServer server{good_server()};
  EXPECT_THAT(verdicts(run(FakeBackend{server}, {resources("s/a")})), ElementsAre("s/a skip"));
}

TEST_F(RunGroup, GivesNoCreditToAServerThatRefusesEverybody) {
  const FakeServer server{close_at_once};
  const auto results = run(FakeBackend{server}, {kept_out("s/a"), let_in("s/b")});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a error", "s/b fail"));
  EXPECT_THAT(std::get<model::Broken>(results[0].verdict).fault, HasSubstr("a good client does not get in either"));
}

TEST_F(RunGroup, GivesNoCreditToAServerThatRefusesEverybodyInTheEnd) {
  // Two connections are served: the good client before the group, and the scenario's own.
  std::atomic<int> served = 0;
  const FakeServer server{[&, good = good_server()](int connection) {
    if (++served <= 2) {
      good(connection);
    } else {
      close_at_once(connection);
    }
  }};
  const auto results = run(FakeBackend{server}, {kept_out("s/a")});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a error"));
  EXPECT_THAT(std::get<model::Broken>(results[0].verdict).fault, HasSubstr("after the group"));
}

TEST_F(RunGroup, ExplainsADeviationOfAServerThatRefusesEverybody) {
  deviations_ = {{.id = "s/a", .reason = "It has no REST.", .seen = {.good_client_too = true}},
                 {.id = "s/b", .reason = "It has no REST.", .seen = {}}};
  const FakeServer server{close_at_once};
  const auto results = run(FakeBackend{server}, {kept_out("s/a"), let_in("s/b")});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a xfail", "s/b xfail"));
}

TEST_F(RunGroup, DoesNotExplainThatTheGoodClientIsRefusedByAFailureOfTheScenario) {
  deviations_ = {{.id = "s/*", .reason = "It has no REST.", .seen = {}}};
  const FakeServer server{close_at_once};
  const auto results = run(FakeBackend{server}, {kept_out("s/a"), let_in("s/b")});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a error", "s/b xfail"));
}

TEST_F(RunGroup, FailsTheRunForADeviationThatIsNone) {
  deviations_ = {{.id = "s/a", .reason = "It lets everybody in.", .seen = {.security = model::Decision::accept}}};
  const FakeServer server{good_server()};
  EXPECT_THAT(verdicts(run(FakeBackend{server}, {kept_out("s/a")})), ElementsAre("s/a xpass"));
}

TEST_F(RunGroup, FailsAServerThatLetsEverybodyIn) {
  auto settings = mutual_server(answer_over_tls(http_answer("200 OK", "[]")));
  settings.demands_certificate = false;
  const FakeServer server{tls_server(std::move(settings))};
  EXPECT_THAT(verdicts(run(FakeBackend{server}, {kept_out("s/a"), let_in("s/b")})),
              ElementsAre("s/a fail", "s/b pass"));
}

TEST_F(RunGroup, SkipsWhatTheTargetCannotProvide) {
  const auto results = run(FakeBackend{unsupported("it has no mutual TLS")}, {kept_out("s/a"), let_in("s/b")});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a skip", "s/b skip"));
  EXPECT_EQ(std::get<model::Skipped>(results[0].verdict).reason, "it has no mutual TLS");
  EXPECT_EQ(told_, 2);
}

TEST_F(RunGroup, BlamesTheHarnessForATargetThatDoesNotStart) {
  EXPECT_THAT(verdicts(run(FakeBackend{too_late("not ready")}, {let_in("s/a")})), ElementsAre("s/a error"));
}

TEST_F(RunGroup, SkipsWhatNeedsAPortThatTheTargetDoesNotHave) {
  const FakeServer server{good_server()};
  auto over_grpc = let_in("s/a");
  over_grpc.exchange.action = model::GrpcExchange{};
  EXPECT_THAT(verdicts(run(FakeBackend{server}, {over_grpc})), ElementsAre("s/a skip"));
}

/// What is certified as the recipe of the test says.
constexpr auto kCase = "CC-1";

model::Recipe expiring(std::chrono::seconds after) {
  model::CertificateRecipe leaf{.name = "leaf"};
  leaf.not_after = after;
  return {.id = kCase, .slug = "expiring", .defect = {}, .certificates = {leaf}, .chain = {"leaf"}};
}

model::Scenario forged(model::Scenario scenario) {
  scenario.case_id = kCase;
  auto& client = scenario.exchange.client;
  client.certificate = std::string{"cases/"} + kCase + "/chain.pem";
  client.key = std::string{"cases/"} + kCase + "/key.pem";
  client.forged = true;
  return scenario;
}

TEST_F(RunGroup, DoesNotTryByAnotherClockWhatIsAMatterOfSeconds) {
  recipes_ = {expiring(-5s)};
  const FakeServer server{tls_server(mutual_server(
      answer_over_tls("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:07 GMT\r\nContent-Length: 0\r\n\r\n")))};
  const auto scenario = forged(kept_out("s/a"));
  EXPECT_THAT(verdicts(run(FakeBackend{server}, {scenario})), ElementsAre("s/a pass")) << "our own go by our clock";
  client_.external = true;
  const auto results = run(FakeBackend{server}, {scenario});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a skip"));
  EXPECT_THAT(std::get<model::Skipped>(results[0].verdict).reason, HasSubstr(" s behind ours"));
}

TEST_F(RunGroup, SkipsTheExpiryOfWhatIsNotGoodByTheTargetsClock) {
  recipes_ = {expiring(3s)};
  const FakeServer server{tls_server(mutual_server([](ssl_st* connection) {
    std::array<char, 4096> request{};
    const int size = SSL_read(connection, request.data(), static_cast<int>(request.size()));
    const std::string_view text{request.data(), static_cast<std::size_t>(std::max(size, 0))};
    const bool good = text.find("Host: localhost") != std::string_view::npos;
    const auto answer = http_answer(good ? "200 OK" : "403 Forbidden", "");
    SSL_write(connection, answer.data(), static_cast<int>(answer.size()));
  }))};
  auto scenario = forged(kept_out("s/a"));
  scenario.exchange.client.server_name = "127.0.0.1";
  scenario.exchange.session = {.client = scenario.exchange.client, .meanwhile = model::Meanwhile::expiry};
  EXPECT_THAT(verdicts(run(FakeBackend{server}, {scenario})), ElementsAre("s/a error"));
  client_.external = true;
  const auto results = run(FakeBackend{server}, {scenario});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a skip"));
  EXPECT_THAT(std::get<model::Skipped>(results[0].verdict).reason, HasSubstr("not good by the target's"));
}

TEST_F(RunGroup, TriesNothingOnceItIsInterrupted) {
  stop_.request_stop();
  const FakeServer server{good_server()};
  const auto results = run(FakeBackend{server}, {let_in("s/a")});
  EXPECT_THAT(verdicts(results), ElementsAre("s/a skip"));
  EXPECT_FALSE(results[0].observed);
}

}  // namespace
}  // namespace tlsgauge::runner
