#include <gmock/gmock.h>

#include "unit/scenario/catalogue_directory.hpp"

// Every key of a scenario file, and what it becomes.
namespace tlsgauge::scenario {
namespace {

using namespace model;
using test_support::load_members;
using test_support::only;
using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr const char* kExchange = R"("exchange": {"kind": "tls"})";
constexpr const char* kExpect = R"("expect": {"security": "accept"})";

Scenario with(const std::string& members) { return only(load_members(members)); }
Scenario with_exchange(const std::string& members) { return with(R"("exchange": {)" + members + "}, " + kExpect); }
Scenario with_client(const std::string& members) {
  return with(R"("client": {)" + members + "}, " + kExchange + ", " + kExpect);
}
Scenario with_expect(const std::string& members) { return with(R"("expect": {)" + members + "}, " + kExchange); }

TEST(ScenarioKeys, DescribeTheScenario) {
  const auto scenario = with(std::string{R"("case": "CC-001", "requirement": "should", "severity": "critical",
      "references": ["RFC 8446 section 4.4.2.4", "guide"], "tags": ["negative", "client"], "advice": "Do this", )"} +
                             kExchange + ", " + kExpect);
  EXPECT_EQ(scenario.id, "suite/group/id");
  EXPECT_EQ(scenario.suite(), "suite");
  EXPECT_EQ(scenario.title, "A title");
  EXPECT_EQ(scenario.case_id, "CC-001");
  EXPECT_EQ(scenario.requirement, Requirement::should);
  EXPECT_EQ(scenario.severity, Severity::critical);
  EXPECT_THAT(scenario.references, ElementsAre("RFC 8446 section 4.4.2.4", "guide"));
  EXPECT_THAT(scenario.tags, ElementsAre("negative", "client"));
  EXPECT_EQ(scenario.advice, "Do this");
  EXPECT_FALSE(scenario.folder.empty());
}

TEST(ScenarioKeys, HaveDefaults) {
  const auto scenario = with(std::string{kExchange} + ", " + kExpect);
  EXPECT_EQ(scenario.requirement, Requirement::must);
  EXPECT_EQ(scenario.severity, Severity::high);
  EXPECT_EQ(scenario.topology, Topology{});
  EXPECT_EQ(scenario.exchange, (Exchange{.action = TlsExchange{.port = Port::grpc}}));
  EXPECT_EQ(scenario.expectation.refused_by, Party::server);
  EXPECT_TRUE(scenario.expectation.alerts.empty());
}

TEST(TopologyKeys, DescribeWhatMilvusCannotBeTold) {
  const auto scenario = with(std::string{R"("case": "CC-190", "topology": {"second": 0, "by_name": 2,
      "crl": "cases/{case}/crl.pem"}, )"} +
                             kExchange + ", " + kExpect);
  EXPECT_EQ(scenario.topology,
            (Topology{.second = TlsMode::none, .by_name = TlsMode::mutual, .crl = "cases/CC-190/crl.pem"}));
}

TEST(SessionKeys, DescribeTheEarlierConnection) {
  const auto scenario = with(std::string{R"("case": "CC-233", "client": {"trust": "ca.pem", "tls": "1.3"},
      "session": {"client": {"certificate": "cases/{case}/chain.pem", "key": "cases/{case}/key.pem"}, "port": "second",
                  "change": "flip-last", "meanwhile": "expiry"}, )"} +
                             kExchange + ", " + kExpect);
  const Identity earlier{
      .trust = "ca.pem", .certificate = "cases/CC-233/chain.pem", .key = "cases/CC-233/key.pem", .forged = true};
  EXPECT_EQ(scenario.exchange.session, (EarlierSession{.client = earlier,
                                                       .port = Port::second,
                                                       .change = SessionChange::flip_last,
                                                       .meanwhile = Meanwhile::expiry}));
  EXPECT_TRUE(scenario.exchange.client.certificate.empty());
}

TEST(SessionKeys, TakeFromTheClientWhatTheyDoNotSay) {
  const auto scenario = with(std::string{R"("client": {"trust": "ca.pem", "certificate": "a.pem", "key": "a.key"},
      "session": {"change": "zeros"}, )"} +
                             kExchange + ", " + kExpect);
  ASSERT_TRUE(scenario.exchange.session);
  EXPECT_EQ(scenario.exchange.session->client, scenario.exchange.client);
  EXPECT_EQ(scenario.exchange.session->port, std::nullopt);
}

TEST(SessionKeys, AreNeededForASession) {
  EXPECT_EQ(with(std::string{kExchange} + ", " + kExpect).exchange.session, std::nullopt);
}

TEST(ExchangeKeys, CanAskForAMarker) {
  EXPECT_EQ(with_exchange(R"("kind": "rest", "marker": true)").exchange.marker, "");
  EXPECT_EQ(with_exchange(R"("kind": "rest")").exchange.marker, std::nullopt);
}

TEST(ExpectationKeys, SayWhatBecomesOfASession) {
  EXPECT_EQ(with_expect(R"("security": "accept")").expectation.resumption, Resumption::any);
  EXPECT_EQ(with_expect(R"("security": "accept", "resumption": "forbidden")").expectation.resumption,
            Resumption::forbidden);
}

TEST(TopologyKeys, DescribeTheServer) {
  const auto scenario = with(std::string{R"("topology": {"certificates": "documented-2.4", "tls_mode": 2,
      "rest": "shared_port", "internal_tls": true, "user_authentication": true}, )"} +
                             kExchange + ", " + kExpect);
  EXPECT_EQ(scenario.topology, (Topology{.certificates = "documented-2.4",
                                         .tls_mode = TlsMode::mutual,
                                         .rest = RestPlacement::shared_port,
                                         .internal_tls = true,
                                         .user_authentication = true}));
}

TEST(TopologyKeys, GiveAnExclusiveScenarioAServerOfItsOwn) {
  const auto scenario = with(std::string{R"("topology": {"exclusive": true}, )"} + kExchange + ", " + kExpect);
  EXPECT_EQ(scenario.topology.exclusive_to, "suite/group/id");
}

TEST(ClientKeys, DescribeTheIdentity) {
  const auto scenario = with_client(R"("trust": "ca.pem", "certificate": "client.pem", "key": "client.key",
      "server_name": "milvus.example", "user": "root", "password": "Milvus")");
  EXPECT_EQ(scenario.exchange.client, (Identity{.trust = "ca.pem",
                                                .certificate = "client.pem",
                                                .key = "client.key",
                                                .server_name = "milvus.example",
                                                .login = Login{.user = "root", .password = "Milvus"}}));
}

TEST(ClientKeys, TakeAUserWithoutAPassword) {
  EXPECT_EQ(with_client(R"("user": "root")").exchange.client.login, (Login{.user = "root", .password = ""}));
}

TEST(ClientKeys, DescribeTheTransport) {
  EXPECT_TRUE(with_client(R"("plaintext": true)").exchange.plaintext);
  EXPECT_EQ(with_client(R"("tls": "1.2")").exchange.versions,
            (VersionRange{.oldest = TlsVersion::tls1_2, .newest = TlsVersion::tls1_2}));
  EXPECT_EQ(with_client("").exchange.versions,
            (VersionRange{.oldest = TlsVersion::tls1_2, .newest = TlsVersion::tls1_3}));
}

struct ActionCase {
  std::string_view name;
  std::string_view members;
  Action action;
};

class ExchangeKeys : public testing::TestWithParam<ActionCase> {};

TEST_P(ExchangeKeys, DescribeTheAction) {
  EXPECT_EQ(with_exchange(std::string{GetParam().members}).exchange.action, GetParam().action);
}

INSTANTIATE_TEST_SUITE_P(
    Scenario, ExchangeKeys,
    testing::Values(
        ActionCase{"Tls", R"("kind": "tls")", TlsExchange{.port = Port::grpc}},
        ActionCase{"TlsOnRest", R"("kind": "tls", "port": "rest")", TlsExchange{.port = Port::rest}},
        ActionCase{"Grpc", R"("kind": "grpc")", GrpcExchange{}},
        ActionCase{"GrpcLibrary", R"("kind": "grpc", "transport": "library")",
                   GrpcExchange{.transport = GrpcTransport::library}},
        ActionCase{"GrpcHealthOfAComponent", R"("kind": "grpc", "calls": "health", "port": "queryNode")",
                   GrpcExchange{.port = Port::query_node, .calls = GrpcCalls::health}},
        ActionCase{"Rest", R"("kind": "rest")",
                   RestExchange{.method = "POST", .target = "/v2/vectordb/collections/list", .body = "{}"}},
        ActionCase{"RestGetHasNoBody", R"("kind": "rest", "method": "GET", "target": "/v1/vector/collections")",
                   RestExchange{.method = "GET", .target = "/v1/vector/collections", .body = ""}},
        ActionCase{
            "RestWithAll",
            R"("kind": "rest", "port": "grpc", "method": "PUT", "target": "/", "body": "x", "alpn": ["h2", "http/1.1"])",
            RestExchange{.port = Port::grpc, .method = "PUT", .target = "/", .body = "x", .alpn = {"h2", "http/1.1"}}},
        ActionCase{"Command", R"("kind": "command", "tool": "curl", "arguments": ["--include", "{certs}/ca.pem"])",
                   CommandExchange{.tool = "curl", .arguments = {"--include", "{certs}/ca.pem"}}},
        ActionCase{"Renewal", R"("kind": "renewal")", RenewalExchange{}},
        ActionCase{"Log", R"("kind": "log", "text": "Internal TLS")", LogExchange{.text = "Internal TLS"}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ExpectKeys, DescribeARefusal) {
  const auto expected = with_expect(R"("security": "reject", "alerts": ["certificate_required", "bad_certificate"],
      "profile_alerts": {"go-1.20": ["bad_certificate"], "openssl": ["certificate_required"]})")
                            .expectation;
  EXPECT_EQ(expected.security, Decision::reject);
  EXPECT_THAT(expected.alerts, ElementsAre(alerts::certificate_required, alerts::bad_certificate));
  EXPECT_THAT(expected.profile_alerts,
              UnorderedElementsAre(Pair("go-1.20", ElementsAre(alerts::bad_certificate)),
                                   Pair("openssl", ElementsAre(alerts::certificate_required))));
}

TEST(ExpectKeys, SayWhatMayBecomeOfASecondHandshake) {
  EXPECT_FALSE(with_expect(R"("security": "reject")").expectation.renegotiation_ignorable);
  EXPECT_TRUE(with_expect(R"("security": "reject", "renegotiation": "ignorable")").expectation.renegotiation_ignorable);
}

TEST(ExpectKeys, SayWhatMustNotBeCarriedOut) {
  EXPECT_FALSE(with_expect(R"("security": "reject")").expectation.never_executed);
  EXPECT_TRUE(
      with(R"("exchange": {"kind": "tls", "marker": true}, "expect": {"security": "reject", "executed": false})")
          .expectation.never_executed);
}

TEST(ExchangeKeys, SayHowManyOthersWait) {
  EXPECT_EQ(with(R"("exchange": {"kind": "tls"}, "expect": {"security": "accept"})").exchange.crowd, 0U);
  EXPECT_EQ(with(R"("exchange": {"kind": "rest", "crowd": 200}, "expect": {"security": "accept"})").exchange.crowd,
            200U);
}

TEST(ExpectKeys, SayThatTicketsMustNotBeForgeable) {
  EXPECT_FALSE(with_expect(R"("security": "accept")").expectation.no_forgeable_ticket);
  EXPECT_TRUE(with(R"("exchange": {"kind": "tls"}, "wire": {"steps": []},
                      "expect": {"security": "accept", "forgeable_tickets": false})")
                  .expectation.no_forgeable_ticket);
}

TEST(ExpectKeys, SayWhoMustRefuse) {
  const auto by = [](const std::string& party) {
    return with_expect(R"("security": "reject", "by": ")" + party + "\"").expectation.refused_by;
  };
  EXPECT_EQ(by("server"), Party::server);
  EXPECT_EQ(by("client"), Party::client);
  EXPECT_EQ(by("either"), std::nullopt);
}

TEST(ExpectKeys, DescribeAnAnswer) {
  const auto expected = with_expect(R"("security": "accept", "tls": "1.3", "http_status": 200, "grpc_status": 0,
      "exit_code": 56, "text": "[]")")
                            .expectation;
  EXPECT_EQ(expected.security, Decision::accept);
  EXPECT_EQ(expected.tls, TlsVersion::tls1_3);
  EXPECT_EQ(expected.http_status, 200);
  EXPECT_EQ(expected.grpc_status, 0);
  EXPECT_EQ(expected.exit_code, 56);
  EXPECT_EQ(expected.text, "[]");
}

}  // namespace
}  // namespace tlsgauge::scenario
