#include "runner/markers.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <array>
#include <chrono>
#include <set>
#include <utility>

#include "component/runner/trusted.hpp"
#include "core/file.hpp"
#include "support/fake_lease.hpp"

// What clients have left behind in a target: a refusal after the fact is none.
namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Port;

/// When a server does what it is asked by a client that it forbids: one that calls it by its address.
enum class Habit : std::uint8_t {
  never,
  before_it_forbids,
  afterwards,
  with_an_error,  ///< and does not say that it is forbidden
};

/// A REST server that makes collections, and tells which there are unless it is secretive. One connection at a time.
class Maker {
 public:
  Maker(Habit habit, bool secretive) : habit_{habit}, secretive_{secretive} {}

  [[nodiscard]] Behaviour behaviour() {
    return tls_server(mutual_server([this](ssl_st* connection) {
      std::array<char, 4096> request{};
      const int size = SSL_read(connection, request.data(), static_cast<int>(request.size()));
      const auto answer = answer_to({request.data(), static_cast<std::size_t>(std::max(size, 0))});
      SSL_write(connection, answer.data(), static_cast<int>(answer.size()));
    }));
  }

  [[nodiscard]] std::size_t made() const { return made_.size(); }

 private:
  std::string answer_to(std::string_view request) {
    const bool forbidden = request.find("Host: 127.0.0.1") != std::string_view::npos;
    const auto at = request.find("tlsgauge_");
    const std::string name{request.substr(std::min(at, request.size()), request.find('"', at) - at)};
    const bool creates = request.find("/collections/create") != std::string_view::npos;
    if (!due_.empty() && std::chrono::steady_clock::now() > due_at_) made_.insert(std::exchange(due_, {}));
    const bool at_once = habit_ == Habit::before_it_forbids || habit_ == Habit::with_an_error;
    if (creates && (!forbidden || at_once)) made_.insert(name);
    if (creates && forbidden && habit_ == Habit::afterwards) {
      due_ = name;
      due_at_ = std::chrono::steady_clock::now() + kDelay;
    }
    if (request.find("/collections/drop") != std::string_view::npos) made_.erase(name);
    if (forbidden) return http_answer(habit_ == Habit::with_an_error ? "404 Not Found" : "403 Forbidden", "no");
    if (creates || secretive_) return http_answer("200 OK", "{}");
    std::string names;
    for (const auto& each : made_) names += (names.empty() ? "\"" : ",\"") + each + "\"";
    return http_answer("200 OK", R"({"data":[)" + names + "]}");
  }

  static constexpr auto kDelay = 200ms;

  Habit habit_;
  bool secretive_;
  std::set<std::string> made_;
  std::string due_;  // will be made when its time has come
  std::chrono::steady_clock::time_point due_at_;
};

class MakerBackend final : public deployment::Backend {
 public:
  explicit MakerBackend(model::Endpoint endpoint) : endpoint_{std::move(endpoint)} {}

  [[nodiscard]] model::TargetFacts facts() const override { return {.name = "maker"}; }
  [[nodiscard]] Result<std::unique_ptr<deployment::Lease>> start(const deployment::StartOptions& /*options*/,
                                                                 const core::Deadline& /*ready_by*/) override {
    return std::make_unique<FakeLease>(std::map<Port, model::Endpoint>{{Port::rest, endpoint_}});
  }

 private:
  model::Endpoint endpoint_;
};

class MarkedRequest : public testing::Test {
 protected:
  /// A client whom the server must forbid, and does.
  model::ScenarioResult refused_by(Maker& maker) {
    return tried_on(maker, model::Requirement::must, {.security = model::Decision::reject});
  }

  model::ScenarioResult tried_on(Maker& maker, model::Requirement requirement, const model::Expectation& expected) {
    const FakeServer server{maker.behaviour()};
    MakerBackend backend{server.endpoint()};
    const model::Topology topology{.tls_mode = model::TlsMode::mutual};
    const model::Identity client{.trust = "ca.pem",
                                 .certificate = "working/client.pem",
                                 .key = "working/client.key",
                                 .server_name = "127.0.0.1"};
    const model::Scenario scenario{.id = "s/a",
                                   .requirement = requirement,
                                   .topology = topology,
                                   .exchange = {.client = client, .marker = "", .action = model::RestExchange{}},
                                   .expectation = expected};
    const Group group{.topology = topology, .scenarios = {scenario}};
    return run_group(group, {.backend = backend,
                             .certificates = shared_certificates(),
                             .tools = tools_,
                             .client = client_,
                             .policy = policy_,
                             .deviations = deviations_,
                             .recipes = recipes_,
                             .good_programs = good_programs_,
                             .directory = directory_->path() / "target",
                             .timeout = 5s,
                             .command_timeout = 5s,
                             .afterwards = 500ms,
                             .jobs = 1,
                             .stop = {},
                             .on_result = [](const model::ScenarioResult&) {}})
        .front();
  }

 private:
  Tools tools_;
  TargetClient client_;
  verdict::Policy policy_;
  std::vector<model::Deviation> deviations_;
  std::vector<model::Recipe> recipes_;
  std::vector<model::Scenario> good_programs_;
  Result<core::TemporaryDirectory> directory_ = core::TemporaryDirectory::make();
};

TEST_F(MarkedRequest, OfARefusedClientIsNotCarriedOut) {
  Maker maker{Habit::never, false};
  const auto result = refused_by(maker);
  EXPECT_EQ(model::name(result.verdict), "pass");
  EXPECT_EQ(result.executed, false);
}

TEST_F(MarkedRequest, ThatIsCarriedOutBeforeTheRefusalIsAFailure) {
  Maker maker{Habit::before_it_forbids, false};
  const auto result = refused_by(maker);
  EXPECT_EQ(model::name(result.verdict), "fail");
  EXPECT_EQ(result.executed, true);
}

TEST_F(MarkedRequest, ThatIsCarriedOutAfterTheRefusalIsAFailureToo) {
  Maker maker{Habit::afterwards, false};
  const auto result = refused_by(maker);
  EXPECT_EQ(model::name(result.verdict), "fail");
  EXPECT_EQ(result.executed, true);
}

TEST_F(MarkedRequest, MayBeAnsweredAndYetMustNotBeCarriedOut) {
  model::Expectation expected{.security = model::Decision::reject};
  for (const auto habit : {Habit::never, Habit::with_an_error}) {
    Maker maker{habit, false};
    expected.never_executed = false;
    EXPECT_EQ(model::name(tried_on(maker, model::Requirement::may, expected).verdict), "pass");
    expected.never_executed = true;
    const auto result = tried_on(maker, model::Requirement::may, expected);
    EXPECT_EQ(model::name(result.verdict), habit == Habit::never ? "pass" : "fail");
    EXPECT_EQ(result.executed, habit != Habit::never);
  }
}

TEST_F(MarkedRequest, CannotBeFoundWhereNotEvenAGoodClientsIs) {
  Maker maker{Habit::before_it_forbids, true};
  const auto result = refused_by(maker);
  EXPECT_EQ(model::name(result.verdict), "pass");
  EXPECT_EQ(result.executed, std::nullopt);
}

TEST_F(MarkedRequest, LeavesNothingBehindInTheEnd) {
  Maker maker{Habit::before_it_forbids, false};
  (void)refused_by(maker);
  EXPECT_EQ(maker.made(), 0U);
}

}  // namespace
}  // namespace tlsgauge::runner
