#include "runner/resolve.hpp"

#include <gmock/gmock.h>

#include "core/file.hpp"
#include "support/fake_lease.hpp"

namespace tlsgauge::runner {
namespace {

using model::CommandExchange;
using model::Port;
using testing::ElementsAre;
using testing::HasSubstr;

/// A lease with gRPC and REST, and a certificate directory with ca.pem, client.pem and client.key.
class Resolve : public testing::Test {
 protected:
  Resolve() {
    EXPECT_TRUE(directory_.ok());
    for (const auto* name : {"ca.pem", "client.pem", "client.key"})
      EXPECT_TRUE(core::write_file(certificates() / name, "", core::Readers::everyone).ok());
  }

  [[nodiscard]] const std::filesystem::path& certificates() const { return directory_->path(); }
  [[nodiscard]] Result<Concrete> resolved(const model::Scenario& scenario) const {
    return resolve(scenario, lease_, certificates(), tools_, client_);
  }
  [[nodiscard]] Result<Concrete> resolved(CommandExchange command) const {
    return resolved(model::Scenario{.folder = "/scenarios/documented", .exchange = {.action = std::move(command)}});
  }

  static void expect_skip(const Result<Concrete>& concrete, const std::string& reason) {
    EXPECT_EQ(concrete.status().code(), absl::StatusCode::kUnimplemented);
    EXPECT_THAT(message(concrete.status()), HasSubstr(reason));
  }

  test_support::FakeLease lease_{
      {{Port::grpc, {.host = "127.0.0.1", .port = 19530}}, {Port::rest, {.host = "::1", .port = 8080}}}};
  TargetClient client_;
  Tools tools_{{"curl", std::string{"/usr/bin/curl"}}, {"pymilvus", missing("no network")}};

 private:
  Result<core::TemporaryDirectory> directory_ = core::TemporaryDirectory::make();
};

TEST_F(Resolve, FindsTheEndpointOfThePort) {
  const auto concrete = resolved({.exchange = {.action = model::RestExchange{}}});
  ASSERT_TRUE(concrete.ok()) << message(concrete.status());
  EXPECT_EQ(concrete->endpoint, (model::Endpoint{.host = "::1", .port = 8080}));
  EXPECT_THAT(concrete->endpoints, ElementsAre("rest=[::1]:8080"));
}

TEST_F(Resolve, FindsTheClientsFilesInTheCertificateDirectory) {
  const auto concrete =
      resolved({.exchange = {.client = {.trust = "ca.pem", .certificate = "client.pem", .key = "client.key"},
                             .action = model::TlsExchange{}}});
  ASSERT_TRUE(concrete.ok()) << message(concrete.status());
  EXPECT_EQ(concrete->exchange.client.trust, certificates() / "ca.pem");
  EXPECT_EQ(concrete->exchange.client.certificate, certificates() / "client.pem");
  EXPECT_EQ(concrete->exchange.client.key, certificates() / "client.key");
}

TEST_F(Resolve, LeavesOutFilesThatAreNotUsed) {
  const auto concrete = resolved({.exchange = {.action = model::TlsExchange{}}});
  ASSERT_TRUE(concrete.ok());
  EXPECT_TRUE(concrete->exchange.client.trust.empty());
}

TEST_F(Resolve, SkipsWhatNeedsAFileThatAnExternalTargetsOperatorDidNotGive) {
  const model::Scenario scenario{.exchange = {.client = {.trust = "stranger/ca.pem"}, .action = model::TlsExchange{}}};
  EXPECT_EQ(resolved(scenario).status().code(), absl::StatusCode::kInvalidArgument);
  client_.external = true;
  expect_skip(resolved(scenario), "stranger/ca.pem");
}

TEST_F(Resolve, SkipsWhatNeedsAPortThatTheTargetDoesNotHave) {
  expect_skip(resolved({.exchange = {.action = model::TlsExchange{.port = Port::root_coord}}}),
              "this target has no rootCoord port");
}

TEST_F(Resolve, ReplacesThePlaceholdersOfACommand) {
  const auto concrete = resolved(
      CommandExchange{.tool = "curl",
                      .arguments = {"--cacert", "{certs}/ca.pem", "{scenarios}/client.py",
                                    "https://{rest.host}:{rest.port}/?{rest.port}", "{grpc.host}:{grpc.port}", "{}"}});
  ASSERT_TRUE(concrete.ok()) << message(concrete.status());
  EXPECT_THAT(std::get<CommandExchange>(concrete->exchange.action).arguments,
              ElementsAre("/usr/bin/curl", "--cacert", (certificates() / "ca.pem").string(),
                          "/scenarios/documented/client.py", "https://::1:8080/?8080", "127.0.0.1:19530", "{}"));
  EXPECT_THAT(concrete->endpoints, ElementsAre("grpc=127.0.0.1:19530", "rest=[::1]:8080"));
}

TEST_F(Resolve, SkipsACommandForAPortThatTheTargetDoesNotHave) {
  lease_ = test_support::FakeLease{{{Port::grpc, {.host = "127.0.0.1", .port = 19530}}}};
  for (const auto* argument : {"https://localhost:{rest.port}/", "{rest.host}"})
    expect_skip(resolved(CommandExchange{.tool = "curl", .arguments = {argument}}), "this target has no rest port");
  EXPECT_TRUE(resolved(CommandExchange{.tool = "curl", .arguments = {"{grpc.port}"}}).ok());
}

TEST_F(Resolve, FailsWhereAClientProgramIsNotToBeHad) {
  EXPECT_EQ(message(resolved(CommandExchange{.tool = "pymilvus"}).status()), "no network");
  EXPECT_EQ(resolved(CommandExchange{.tool = "wget"}).status().code(), absl::StatusCode::kInternal);
}

TEST_F(Resolve, GivesAnExternalTargetsNameAndUserToScenariosThatMeanTheUsualOnes) {
  client_ = {.server_name = "milvus.example", .login = {.user = "tester", .password = "secret"}, .external = true};
  const auto identity_for = [&](model::Identity identity) {
    const auto concrete = resolved({.exchange = {.client = std::move(identity), .action = model::GrpcExchange{}}});
    EXPECT_TRUE(concrete.ok()) << message(concrete.status());
    return concrete.ok() ? concrete->exchange.client : model::Identity{};
  };
  const auto right = identity_for({.login = model::Login{.user = "root", .password = "Milvus"}});
  EXPECT_EQ(right.server_name, "milvus.example");
  EXPECT_EQ(right.login, (model::Login{.user = "tester", .password = "secret"}));

  const auto wrong =
      identity_for({.server_name = "other", .login = model::Login{.user = "root", .password = "not it"}});
  EXPECT_EQ(wrong.server_name, "other");
  EXPECT_EQ(wrong.login, (model::Login{.user = "tester", .password = "not it"}));
}

TEST_F(Resolve, SkipsTheGuidesCommandsForAnExternalTarget) {
  client_.external = true;
  expect_skip(resolved(CommandExchange{.tool = "curl"}), "for a target on localhost");
}

TEST(PortOf, EachAction) {
  EXPECT_EQ(port_of(model::TlsExchange{.port = Port::data_node}), Port::data_node);
  EXPECT_EQ(port_of(model::GrpcExchange{}), Port::grpc);
  EXPECT_EQ(port_of(model::RestExchange{}), Port::rest);
  EXPECT_EQ(port_of(CommandExchange{.tool = "curl"}), Port::rest);
  EXPECT_EQ(port_of(CommandExchange{.tool = "pymilvus"}), Port::grpc);
  EXPECT_EQ(port_of(model::RenewalExchange{}), Port::grpc);
  EXPECT_EQ(port_of(model::LogExchange{}), Port::grpc);
}

}  // namespace
}  // namespace tlsgauge::runner
