#include "unit/verdict/cases.hpp"

// Whether the client got in, against whether it must.
namespace tlsgauge::verdict {
namespace {

using namespace test_support;
using model::Party;
using model::Requirement;
using testing::ElementsAre;
using testing::HasSubstr;

struct OutcomeCase {
  std::string_view name;
  model::Scenario scenario;
  model::Observation seen;
  std::string_view verdict;
};

class Security : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Security, IsJudgedByTheOutcome) {
  const auto judgement = judge(GetParam().scenario, GetParam().seen, {});
  EXPECT_EQ(model::name(judgement.verdict), GetParam().verdict) << model::describe(GetParam().seen);
}

INSTANTIATE_TEST_SUITE_P(Accept, Security,
                         testing::Values(OutcomeCase{"Accepted", accept(), accepted(), "pass"},
                                         OutcomeCase{"RefusedByTheServer", accept(), refused_by(Party::server), "fail"},
                                         OutcomeCase{"RefusedByTheClient", accept(), refused_by(Party::client), "fail"},
                                         OutcomeCase{"Silent", accept(), silent(), "hang"},
                                         OutcomeCase{"Unreachable", accept(), unreachable(), "error"}),
                         [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(Reject, Security,
                         testing::Values(OutcomeCase{"Accepted", reject(), accepted(), "fail"},
                                         OutcomeCase{"RefusedByTheServer", reject(), refused_by(Party::server), "pass"},
                                         OutcomeCase{"RefusedByTheClient", reject(), refused_by(Party::client), "fail"},
                                         OutcomeCase{"Silent", reject(), silent(), "hang"},
                                         OutcomeCase{"Unreachable", reject(), unreachable(), "error"}),
                         [](const auto& test) { return std::string{test.param.name}; });

/// Refused before the script came to what it was to try.
model::Observation cut_short() {
  auto seen = refused_by(Party::server);
  seen.untried = "the handshake has no 'finished' here";
  return seen;
}

INSTANTIATE_TEST_SUITE_P(CutShort, Security,
                         testing::Values(OutcomeCase{"ProvesNoRefusal", reject(), cut_short(), "skip"},
                                         OutcomeCase{"IsARefusalOfAGoodClient", accept(), cut_short(), "fail"}),
                         [](const auto& test) { return std::string{test.param.name}; });

model::Scenario rejected_by(std::optional<Party> party) {
  auto scenario = reject();
  scenario.expectation.refused_by = party;
  return scenario;
}

INSTANTIATE_TEST_SUITE_P(
    Party, Security,
    testing::Values(OutcomeCase{"ClientMustAndDoes", rejected_by(Party::client), refused_by(Party::client), "pass"},
                    OutcomeCase{"ClientMustServerDoes", rejected_by(Party::client), refused_by(Party::server), "fail"},
                    OutcomeCase{"EitherMustServerDoes", rejected_by({}), refused_by(Party::server), "pass"},
                    OutcomeCase{"EitherMustClientDoes", rejected_by({}), refused_by(Party::client), "pass"},
                    OutcomeCase{"EitherMustNobodyDoes", rejected_by({}), accepted(), "fail"},
                    OutcomeCase{"EitherMustSilence", rejected_by({}), silent(), "hang"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Security, NamesTheWrongParty) {
  EXPECT_THAT(mismatches(judge(reject(), refused_by(Party::client), {}).verdict),
              ElementsAre("the client refused, though the server must"));
}

TEST(Security, TellsAnUnreachableTargetFromAHarnessFault) {
  const auto verdict = judge(reject(), unreachable(), {}).verdict;
  EXPECT_TRUE(std::get<model::Broken>(verdict).unreachable);
  EXPECT_THAT(std::get<model::Broken>(verdict).fault, HasSubstr("Connection refused"));
}

TEST(Security, SaysWhereTheSilenceWas) {
  EXPECT_THAT(std::get<model::Hung>(judge(reject(), silent(), {}).verdict).reason, HasSubstr("first_read"));
}

struct Violation {
  std::string_view name;
  Requirement requirement;
  bool strict;
  std::string_view verdict;
  std::string_view note;
};

class ViolatedRequirement : public testing::TestWithParam<Violation> {};

TEST_P(ViolatedRequirement, WeighsAsRfc2119Says) {
  auto scenario = reject();
  scenario.requirement = GetParam().requirement;
  const auto verdict = judge(scenario, accepted(), {.strict = GetParam().strict}).verdict;
  EXPECT_EQ(model::name(verdict), GetParam().verdict);
  if (const auto* pass = std::get_if<model::Pass>(&verdict)) {
    EXPECT_EQ(pass->note, std::string{GetParam().note} + ": the application answered a client that must be refused");
  }
}

INSTANTIATE_TEST_SUITE_P(Security, ViolatedRequirement,
                         testing::Values(Violation{"Must", Requirement::must, false, "fail", ""},
                                         Violation{"MustStrict", Requirement::must, true, "fail", ""},
                                         Violation{"Should", Requirement::should, false, "pass", "not as recommended"},
                                         Violation{"ShouldStrict", Requirement::should, true, "fail", ""},
                                         Violation{"May", Requirement::may, false, "pass", "policy of the target"},
                                         Violation{"MayStrict", Requirement::may, true, "pass",
                                                   "policy of the target"}),
                         [](const auto& test) { return std::string{test.param.name}; });

class AnyRequirement : public testing::TestWithParam<Requirement> {};

// Also where a target may decide either way it must decide: a hang costs it a connection.
TEST_P(AnyRequirement, TakesSilenceForAHang) {
  auto scenario = reject();
  scenario.requirement = GetParam();
  EXPECT_EQ(model::name(judge(scenario, silent(), {}).verdict), "hang");
}

TEST_P(AnyRequirement, LeavesAFaultAFault) {
  auto scenario = reject();
  scenario.requirement = GetParam();
  EXPECT_EQ(model::name(judge(scenario, unreachable(), {}).verdict), "error");
}

TEST_P(AnyRequirement, SaysNothingOfWhatIsAsExpected) {
  auto scenario = reject();
  scenario.requirement = GetParam();
  EXPECT_TRUE(std::get<model::Pass>(judge(scenario, refused_by(Party::server), {}).verdict).note.empty());
}

INSTANTIATE_TEST_SUITE_P(Security, AnyRequirement,
                         testing::Values(Requirement::must, Requirement::should, Requirement::may),
                         [](const auto& test) { return std::string{model::name(test.param)}; });

}  // namespace
}  // namespace tlsgauge::verdict
