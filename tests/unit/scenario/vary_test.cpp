#include <gmock/gmock.h>

#include "unit/scenario/catalogue_directory.hpp"

namespace tlsgauge::scenario {
namespace {

using namespace model;
using test_support::load_text;
using test_support::only;
using testing::ElementsAre;

std::vector<std::string> ids_of(const Result<std::vector<Scenario>>& loaded) {
  EXPECT_TRUE(loaded.ok()) << message(loaded.status());
  std::vector<std::string> ids;
  if (loaded.ok())
    for (const auto& scenario : *loaded) ids.push_back(scenario.id);
  return ids;
}

/// A file with these defaults and one scenario with the id "i".
std::string scenario_file(const std::string& defaults, const std::string& members) {
  return R"({"group": "s/g", )" + defaults + R"(, "scenarios": [{"id": "i", "title": "t")" +
         (members.empty() ? "" : ", " + members) + "}]}";
}

constexpr const char* kDefaults =
    R"("exchange": {"kind": "tls"}, "expect": {"security": "accept"}, "client": {"trust": "ca.pem"})";

TEST(Vary, MakesOneScenarioOfEachValue) {
  const auto loaded = load_text(scenario_file(kDefaults, R"("vary": {"tls": ["1.2", "1.3"]})"));
  EXPECT_THAT(ids_of(loaded), ElementsAre("s/g/i@tls1.2", "s/g/i@tls1.3"));
  EXPECT_EQ(loaded->at(0).exchange.versions.newest, TlsVersion::tls1_2);
  EXPECT_EQ(loaded->at(1).exchange.versions.oldest, TlsVersion::tls1_3);
}

TEST(Vary, MakesOneScenarioOfEachCombinationAndNamesDimensionsInAFixedOrder) {
  const auto loaded = load_text(scenario_file(
      kDefaults,
      R"("vary": {"port": ["grpc", "rest"], "over": ["tls"], "certificates": ["working", "documented-2.5"]})"));
  EXPECT_THAT(ids_of(loaded), ElementsAre("s/g/i@working+tls+grpc", "s/g/i@working+tls+rest",
                                          "s/g/i@documented-2.5+tls+grpc", "s/g/i@documented-2.5+tls+rest"));
  EXPECT_EQ(loaded->at(3).topology.certificates, "documented-2.5");
  EXPECT_EQ(loaded->at(3).exchange.action, Action{TlsExchange{.port = Port::rest}});
}

TEST(Vary, ReplacesTheKindOfTheExchange) {
  const auto loaded =
      load_text(scenario_file(R"("expect": {"security": "accept"})", R"("vary": {"over": ["grpc", "rest"]})"));
  EXPECT_THAT(ids_of(loaded), ElementsAre("s/g/i@grpc", "s/g/i@rest"));
  EXPECT_TRUE(std::holds_alternative<GrpcExchange>(loaded->at(0).exchange.action));
  EXPECT_TRUE(std::holds_alternative<RestExchange>(loaded->at(1).exchange.action));
}

TEST(Vary, GivesEachVariantOfAnExclusiveScenarioAServerOfItsOwn) {
  const auto loaded =
      load_text(scenario_file(kDefaults, R"("topology": {"exclusive": true}, "vary": {"tls": ["1.2", "1.3"]})"));
  ASSERT_EQ(ids_of(loaded).size(), 2U);
  EXPECT_NE(loaded->at(0).topology, loaded->at(1).topology);
}

TEST(Vary, HasALimit) {
  std::string values = "\"1.3\"";
  for (int i = 0; i < 99; ++i) values += ", \"1.3\"";
  const auto lists =
      R"("vary": {"tls": [)" + values + R"(], "version": [)" + values + R"(], "port": [)" + values + "]}";
  const auto loaded = load_text(scenario_file(kDefaults, lists));
  EXPECT_THAT(message(loaded.status()),
              testing::HasSubstr("$.scenarios[0].vary.version: makes more than 1000 scenarios of one"));
}

TEST(Defaults, HoldWhereAScenarioSaysNothing) {
  EXPECT_EQ(only(load_text(scenario_file(kDefaults, ""))).exchange.client.trust, "ca.pem");
}

TEST(Defaults, AreReplacedKeyByKey) {
  const auto scenario = only(load_text(scenario_file(kDefaults, R"("client": {"server_name": "other"})")));
  EXPECT_EQ(scenario.exchange.client.trust, "ca.pem");
  EXPECT_EQ(scenario.exchange.client.server_name, "other");
}

TEST(Defaults, AreRemovedByNull) {
  const auto scenario = only(load_text(scenario_file(kDefaults, R"("client": {"trust": null})")));
  EXPECT_TRUE(scenario.exchange.client.trust.empty());
}

TEST(Defaults, NeedNoDefaultToRemove) {
  EXPECT_EQ(only(load_text(scenario_file(kDefaults, R"("client": {"tls": null})"))).exchange.versions, VersionRange{});
}

TEST(Defaults, CanBeRemovedInsideAMap) {
  const auto scenario = only(load_text(scenario_file(
      R"("exchange": {"kind": "tls"}, "expect": {"security": "reject", "profile_alerts": {"go": ["unknown_ca"], "openssl": ["unknown_ca"]}})",
      R"("expect": {"profile_alerts": {"go": null}})")));
  EXPECT_THAT(scenario.expectation.profile_alerts, ElementsAre(testing::Key("openssl")));
}

}  // namespace
}  // namespace tlsgauge::scenario
