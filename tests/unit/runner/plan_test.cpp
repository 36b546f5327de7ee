#include "runner/plan.hpp"

#include <gmock/gmock.h>

#include "runner/resolve.hpp"

namespace tlsgauge::runner {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<model::Scenario> kCatalogue{
    {.id = "documented/mutual/tls@grpc", .tags = {"negative", "client"}},
    {.id = "documented/one-way/tls@rest", .tags = {}},
    {.id = "http/headers/tls", .tags = {"client"}},
    {.id = "http/headers/silence", .tags = {"slow"}},
};

struct Chosen {
  std::string_view name;
  Selection selection;
  std::vector<std::string> ids;
};

class Selected : public testing::TestWithParam<Chosen> {};

TEST_P(Selected, AreTheScenariosWanted) {
  const auto selected = select(kCatalogue, GetParam().selection);
  ASSERT_TRUE(selected.ok()) << message(selected.status());
  std::vector<std::string> ids;
  for (const auto& scenario : *selected) ids.push_back(scenario.id);
  EXPECT_EQ(ids, GetParam().ids);
}

const std::string kMutual = "documented/mutual/tls@grpc";
const std::string kOneWay = "documented/one-way/tls@rest";
const std::string kHttp = "http/headers/tls";
const std::string kSlow = "http/headers/silence";

INSTANTIATE_TEST_SUITE_P(Runner, Selected,
                         testing::Values(Chosen{"Everything", {}, {kMutual, kOneWay, kHttp}},
                                         Chosen{"OneSuite", {.suites = {"documented"}}, {kMutual, kOneWay}},
                                         Chosen{"TwoSuitesInTheCataloguesOrder",
                                                {.suites = {"http", "documented"}},
                                                {kMutual, kOneWay, kHttp}},
                                         Chosen{"FilterByWord", {.filters = {"one-way"}}, {kOneWay}},
                                         Chosen{"FilterByGlob", {.filters = {"documented/*@grpc"}}, {kMutual}},
                                         Chosen{"FilterByWholeId", {.filters = {"http/headers/tls"}}, {kHttp}},
                                         Chosen{"AnyFilter", {.filters = {"mutual", "http/*"}}, {kMutual, kHttp}},
                                         Chosen{"Tag", {.tags = {"client"}}, {kMutual, kHttp}},
                                         Chosen{"SlowOnes", {.tags = {"slow"}}, {kSlow}},
                                         Chosen{"AlsoSlowOnes", {.suites = {"http"}, .slow = true}, {kHttp, kSlow}},
                                         Chosen{"AnyTag", {.tags = {"negative", "client"}}, {kMutual, kHttp}},
                                         Chosen{"AllOfSuiteFilterAndTag",
                                                {.suites = {"documented"}, .filters = {"tls"}, .tags = {"client"}},
                                                {kMutual}}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(Select, NamesASuiteThatDoesNotExistAndThoseThatDo) {
  const auto selected = select(kCatalogue, {.suites = {"documented", "htpp"}});
  EXPECT_EQ(selected.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(selected.status()), AllOf(HasSubstr("'htpp'"), HasSubstr("documented, http")));
}

struct Nothing {
  std::string_view name;
  Selection selection;
};

class NothingSelected : public testing::TestWithParam<Nothing> {};

TEST_P(NothingSelected, IsAFaultAndNoPass) {
  const auto selected = select(kCatalogue, GetParam().selection);
  EXPECT_EQ(selected.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(selected.status()), HasSubstr("no scenario matches"));
}

INSTANTIATE_TEST_SUITE_P(Runner, NothingSelected,
                         testing::Values(Nothing{"Filter", {.filters = {"two-way"}}},
                                         Nothing{"FilterOfPartOfAnId", {.filters = {"documented/mutual"}}},
                                         Nothing{"Tag", {.tags = {"nothing"}}},
                                         Nothing{"FilterOfAnotherSuite", {.suites = {"http"}, .filters = {"mutual"}}}),
                         [](const auto& test) { return std::string{test.param.name}; });

model::Scenario on(const std::string& id, model::Topology topology) {
  return {.id = id, .topology = std::move(topology)};
}

std::vector<std::vector<std::string>> ids(const std::vector<Group>& groups) {
  std::vector<std::vector<std::string>> result;
  for (const auto& group : groups) {
    result.emplace_back();
    for (const auto& scenario : group.scenarios) result.back().push_back(scenario.id);
  }
  return result;
}

TEST(Plan, StartsAServerOnceForAllOfItsScenarios) {
  const model::Topology one_way;
  const model::Topology mutual{.tls_mode = model::TlsMode::mutual};
  const auto groups = plan({on("a", one_way), on("b", mutual), on("c", one_way), on("d", mutual)});
  EXPECT_THAT(ids(groups), ElementsAre(ElementsAre("a", "c"), ElementsAre("b", "d")));
  EXPECT_EQ(groups[1].topology, mutual);
}

TEST(Plan, GivesAnExclusiveScenarioAServerOfItsOwn) {
  const auto groups = plan({on("a", {}), on("b", {.exclusive_to = "b"}), on("c", {.exclusive_to = "c"})});
  EXPECT_THAT(ids(groups), ElementsAre(ElementsAre("a"), ElementsAre("b"), ElementsAre("c")));
}

TEST(GivenCertificates, LeaveTheVersionsOfACaseToTheTarget) {
  model::Scenario none =
      on("none-tls12", {.tls_mode = model::TlsMode::mutual, .oldest_tls = model::TlsVersion::tls1_2});
  none.exchange.versions = {model::TlsVersion::tls1_2, model::TlsVersion::tls1_2};
  none.case_id = "CC-002";
  auto of_no_case = none;
  of_no_case.id = "another";
  of_no_case.case_id.clear();
  const auto given = with_given_certificates({none, of_no_case});
  EXPECT_FALSE(given[0].topology.oldest_tls);
  EXPECT_EQ(given[1].topology.oldest_tls, model::TlsVersion::tls1_2);
}

TEST(TargetWithoutGrpcPort, IsTriedWithTheBareHandshakesOfCasesAtTheRestPort) {
  model::Scenario bare{.id = "bare", .case_id = "CC-030"};
  bare.exchange.versions = {model::TlsVersion::tls1_3, model::TlsVersion::tls1_3};
  auto call = bare;
  call.exchange.action = model::GrpcExchange{};
  auto of_no_case = bare;
  of_no_case.case_id.clear();
  const auto scenarios = without_grpc_port({bare, call, of_no_case});
  EXPECT_EQ(port_of(scenarios[0].exchange.action), model::Port::rest);
  EXPECT_EQ(port_of(scenarios[1].exchange.action), model::Port::grpc);
  EXPECT_EQ(port_of(scenarios[2].exchange.action), model::Port::grpc);
}

TEST(TargetWithoutGrpcPort, IsNotTriedForHttp2AtTheRestPort) {
  model::Scenario bare{.id = "bare", .case_id = "PR-001"};
  bare.exchange.versions = {model::TlsVersion::tls1_3, model::TlsVersion::tls1_3};
  bare.exchange.script.emplace();
  auto agreed = bare;
  agreed.expectation.alpn = "h2";
  auto offered = bare;
  offered.exchange.script->hello.alpn = {"h2"};
  auto written = bare;
  written.exchange.script->steps = {{.at = "application_data", .then = model::Ending::fin}};
  auto sent = bare;
  sent.exchange.script->steps = {
      {.at = "established", .before = {{.item = model::RecordItem{model::ContentType::application_data, {}}}}}};
  const auto scenarios = without_grpc_port({bare, agreed, offered, written, sent});
  EXPECT_EQ(port_of(scenarios[0].exchange.action), model::Port::rest);
  for (std::size_t i = 1; i < scenarios.size(); ++i)
    EXPECT_EQ(port_of(scenarios[i].exchange.action), model::Port::grpc) << i;
}

TEST(Plan, OfNothingIsEmpty) { EXPECT_THAT(plan({}), IsEmpty()); }

}  // namespace
}  // namespace tlsgauge::runner
