#include <gmock/gmock.h>

#include "unit/scenario/catalogue_directory.hpp"

// Every wrong input gives one sentence that names the file, the place and what is wrong.
namespace tlsgauge::scenario {
namespace {

using test_support::CatalogueDirectory;
using test_support::load_members;
using test_support::load_text;
using testing::AllOf;
using testing::HasSubstr;

struct Wrong {
  std::string_view name;
  std::string_view text;
  std::string_view complaint;
};

std::string name_of(const testing::TestParamInfo<Wrong>& test) { return std::string{test.param.name}; }

void expect_complaint(const Result<std::vector<model::Scenario>>& loaded, std::string_view complaint) {
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(message(loaded.status()), HasSubstr("/file.json: " + std::string{complaint}));
}

class WrongFile : public testing::TestWithParam<Wrong> {};

TEST_P(WrongFile, IsNamedWithThePlaceAndTheReason) {
  expect_complaint(load_text(std::string{GetParam().text}), GetParam().complaint);
}

INSTANTIATE_TEST_SUITE_P(
    Scenario, WrongFile,
    testing::Values(
        Wrong{"Empty", "", "parse error at line 1, column 1"},
        Wrong{"SyntaxError", "{\n  \"group\": \"g\",\n  \"scenarios\" []\n}", "parse error at line 3, column 15"},
        Wrong{"Truncated", R"({"group": "g", "scenarios": [)", "parse error at line 1"},
        Wrong{"InvalidUtf8", "{\"group\": \"\xff\"}", "parse error at line 1"},
        Wrong{"NumberTooLarge", R"({"group": 1e999})", "number overflow"},
        Wrong{"NoObject", "[]", "$: must be an object"},
        Wrong{"NoGroup", R"({"scenarios": []})", "$.group: is missing"},
        Wrong{"GroupOfAnotherType", R"({"group": 1, "scenarios": []})", "$.group: must be a string"},
        Wrong{"NoScenarios", R"({"group": "g"})", "$.scenarios: is missing"},
        Wrong{"ScenariosOfAnotherType", R"({"group": "g", "scenarios": {}})", "$.scenarios: must be a list of objects"},
        Wrong{"UnknownKey", R"({"group": "g", "scenarios": [], "topologie": {}})", "$: unknown key 'topologie'"},
        Wrong{"ScenarioOfAnotherType", R"({"group": "g", "scenarios": [7]})", "$.scenarios[0]: must be an object"},
        Wrong{"DefaultOfAnotherType",
              R"({"group": "g", "client": 5, "scenarios": [{"id": "i", "title": "t", "vary": {"tls": ["1.3"]}}]})",
              "$.scenarios[0].client: must be an object"},
        Wrong{"SecondScenario",
              R"({"group": "g", "exchange": {"kind": "tls"}, "expect": {"security": "accept"},
                  "scenarios": [{"id": "a", "title": "t"}, {"id": "b"}]})",
              "$.scenarios[1].title: is missing"}),
    name_of);

TEST(WrongDepth, IsNamed) {
  const std::string nested = std::string(100'000, '[') + std::string(100'000, ']');
  expect_complaint(load_text(R"({"group": "g", "topology": )" + nested + R"(, "scenarios": []})"),
                   "nested more than 32 levels");
}

class WrongScenario : public testing::TestWithParam<Wrong> {};

/// The case's members, and valid exchange and expect sections unless it brings its own.
std::string completed(std::string members) {
  if (members.find("\"exchange\"") == std::string::npos) members += R"(, "exchange": {"kind": "tls"})";
  if (members.find("\"expect\"") == std::string::npos) members += R"(, "expect": {"security": "accept"})";
  return members;
}

TEST_P(WrongScenario, IsNamedWithThePlaceAndTheReason) {
  expect_complaint(load_members(completed(std::string{GetParam().text})),
                   "$.scenarios[0]" + std::string{GetParam().complaint});
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongScenario,
    testing::Values(Wrong{"Unknown", R"("severitty": "low")", ": unknown key 'severitty'"},
                    Wrong{"UnknownRequirement", R"("requirement": "MUST")", ".requirement: 'MUST' is not must, should"},
                    Wrong{"UnknownSeverity", R"("severity": "fatal")", ".severity: 'fatal' is not critical"},
                    Wrong{"CaseOfAnotherType", R"("case": 1)", ".case: must be a string"},
                    Wrong{"ReferencesNoList", R"("references": "RFC 8446")", ".references: must be a list of strings"},
                    Wrong{"TagOfAnotherType", R"("tags": ["a", 1])", ".tags[1]: must be a string"},
                    Wrong{"AdviceNull", R"("advice": null)", ".advice: must be a string"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Topology, WrongScenario,
    testing::Values(
        Wrong{"NoObject", R"("topology": [])", ".topology: must be an object"},
        Wrong{"Unknown", R"("topology": {"mode": 1})", ".topology: unknown key 'mode'"},
        Wrong{"ModeOutOfRange", R"("topology": {"tls_mode": 3})", ".topology.tls_mode: must be 0"},
        Wrong{"ModeOfAnotherType", R"("topology": {"tls_mode": "2"})", ".topology.tls_mode: must be a whole number"},
        Wrong{"ModeFraction", R"("topology": {"tls_mode": 1.5})", ".topology.tls_mode: must be a whole number"},
        Wrong{"ModeThatNoIntHolds", R"("topology": {"tls_mode": 4294967298})", ".topology.tls_mode: is out of range"},
        Wrong{"ModeFarBelow", R"("topology": {"tls_mode": -4294967294})", ".topology.tls_mode: is out of range"},
        Wrong{"Placement", R"("topology": {"rest": "grpc"})", ".topology.rest: 'grpc' is not own_port"},
        Wrong{"FlagOfAnotherType", R"("topology": {"internal_tls": 1})",
              ".topology.internal_tls: must be true or false"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Client, WrongScenario,
    testing::Values(Wrong{"Unknown", R"("client": {"cert": "client.pem"})", ".client: unknown key 'cert'"},
                    Wrong{"CertificateWithoutKey", R"("client": {"certificate": "client.pem"})",
                          ".client.certificate: and key go together"},
                    Wrong{"KeyWithoutCertificate", R"("client": {"key": "client.key"})",
                          ".client.certificate: and key go together"},
                    Wrong{"TlsVersion", R"("client": {"tls": "1.4"})", ".client.tls: '1.4' is not a TLS version"},
                    Wrong{"TlsVersionOfAnotherType", R"("client": {"tls": 1.3})", ".client.tls: must be a string"},
                    Wrong{"PasswordWithoutUser", R"("client": {"password": "x"})", ".client: unknown key 'password'"},
                    Wrong{"RestartOfASharedServer", R"("session": {"meanwhile": "restart"})",
                          ".session: changes the server"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Exchange, WrongScenario,
    testing::Values(
        Wrong{"NoKind", R"("exchange": {})", ".exchange.kind: is missing"},
        Wrong{"Kind", R"("exchange": {"kind": "quic"})", ".exchange.kind: 'quic' is not tls"},
        Wrong{"Port", R"("exchange": {"kind": "tls", "port": "http"})", ".exchange.port: 'http' is not a port"},
        Wrong{"KeyOfAnotherKind", R"("exchange": {"kind": "tls", "method": "GET"})", ".exchange: unknown key 'method'"},
        Wrong{"Transport", R"("exchange": {"kind": "grpc", "transport": "tcp"})",
              ".exchange.transport: must be observed or library"},
        Wrong{"Calls", R"("exchange": {"kind": "grpc", "calls": "all"})", ".exchange.calls: must be milvus or health"},
        Wrong{"NoTool", R"("exchange": {"kind": "command"})", ".exchange.tool: is missing"},
        Wrong{"LoadOperation", R"("exchange": {"kind": "load", "operation": "some"})",
              ".exchange.operation: 'some' is not full, resumed or requests"},
        Wrong{"LoadTime", R"("exchange": {"kind": "load", "milliseconds": 0})",
              ".exchange.milliseconds: must be between"},
        Wrong{"LoadPort", R"("exchange": {"kind": "load", "port": "management"})",
              ".exchange.port: must be one with TLS"},
        Wrong{"NoText", R"("exchange": {"kind": "log"})", ".exchange.text: is missing"},
        Wrong{"Alpn", R"("exchange": {"kind": "rest", "alpn": "h2"})", ".exchange.alpn: must be a list of strings"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Expect, WrongScenario,
    testing::Values(
        Wrong{"NoSecurity", R"("expect": {})", ".expect.security: is missing"},
        Wrong{"Security", R"("expect": {"security": "refuse"})", ".expect.security: must be accept or reject"},
        Wrong{"By", R"("expect": {"security": "reject", "by": "peer"})",
              ".expect.by: must be server, client or either"},
        Wrong{"Alert", R"("expect": {"security": "reject", "alerts": ["bad_cert"]})",
              ".expect.alerts: 'bad_cert' is not a TLS alert"},
        Wrong{"ProfileAlert", R"("expect": {"security": "reject", "profile_alerts": {"go": ["no_such_alert"]}})",
              ".expect.profile_alerts.go: 'no_such_alert' is not a TLS alert"},
        Wrong{"Tls", R"("expect": {"security": "accept", "tls": "3"})", ".expect.tls: '3' is not a TLS version"},
        Wrong{"Status", R"("expect": {"security": "accept", "http_status": "200"})",
              ".expect.http_status: must be a whole number"},
        Wrong{"Unknown", R"("expect": {"security": "accept", "status": 1})", ".expect: unknown key 'status'"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Vary, WrongScenario,
    testing::Values(Wrong{"NoObject", R"("vary": ["tls"])", ".vary: must be an object"},
                    Wrong{"UnknownDimension", R"("vary": {"ciphers": ["x"]})", ".vary: unknown key 'ciphers'"},
                    Wrong{"NoList", R"("vary": {"tls": "1.3"})", ".vary.tls: must be a list of strings"},
                    Wrong{"BadValue", R"("vary": {"tls": ["1.3", "9"]})", ".client.tls: '9' is not a TLS version"}),
    name_of);

TEST(WrongCatalogue, NamesAnIdThatIsUsedTwice) {
  const CatalogueDirectory directory;
  const std::string file = R"({"group": "suite", "exchange": {"kind": "tls"}, "expect": {"security": "accept"},
                               "scenarios": [{"id": "same", "title": "t"}]})";
  directory.write("a.json", file);
  directory.write("b.json", file);
  const auto loaded = load_catalogue(directory.path());
  ASSERT_FALSE(loaded.ok());
  EXPECT_THAT(message(loaded.status()),
              AllOf(HasSubstr(directory.path().string()), HasSubstr("the id 'suite/same' is used twice")));
}

TEST(WrongCatalogue, NamesTheDirectoryThatIsMissing) {
  const auto loaded = load_catalogue("/nowhere/scenarios");
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(loaded.status()), HasSubstr("/nowhere/scenarios"));
}

}  // namespace
}  // namespace tlsgauge::scenario
