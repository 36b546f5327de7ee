#include "unit/verdict/cases.hpp"

// How a refusal was worded.
namespace tlsgauge::verdict {
namespace {

using namespace test_support;
using model::Alert;
using model::Close;
using model::Grade;
using model::Party;
namespace alerts = model::alerts;
using testing::ElementsAre;

/// RFC: certificate_required or handshake_failure. The profile "go": bad_certificate.
model::Scenario graded() {
  auto scenario = reject();
  scenario.expectation.alerts = {alerts::certificate_required, alerts::handshake_failure};
  scenario.expectation.profile_alerts = {{"go", {alerts::bad_certificate}}};
  return scenario;
}

model::Observation refused_and_closed(Close close) {
  auto seen = refused_by(Party::server);
  seen.close = close;
  return seen;
}

struct Wording {
  std::string_view name;
  std::string_view profile;
  model::Observation seen;
  Grade grade;
};

class Refusal : public testing::TestWithParam<Wording> {};

TEST_P(Refusal, IsGradedByItsAlert) {
  const auto judgement = judge(graded(), GetParam().seen, {.profile = std::string{GetParam().profile}});
  EXPECT_EQ(judgement.grade, GetParam().grade);
  EXPECT_EQ(model::name(judgement.verdict), "pass") << "the grade is no part of the security decision";
}

INSTANTIATE_TEST_SUITE_P(
    Grade, Refusal,
    testing::Values(
        Wording{"ProfilesAlert", "go", refused_with(alerts::bad_certificate), Grade::exact},
        Wording{"RfcsAlertBesideAProfile", "go", refused_with(alerts::certificate_required), Grade::allowed},
        Wording{"RfcsAlertWithoutAProfile", "", refused_with(alerts::certificate_required), Grade::exact},
        Wording{"RfcsAlertOfAProfileThatSaysNothing", "gnutls", refused_with(alerts::handshake_failure), Grade::exact},
        Wording{"AnotherProfilesAlert", "openssl", refused_with(alerts::bad_certificate), Grade::other_alert},
        Wording{"AnotherAlert", "go", refused_with(alerts::unknown_ca), Grade::other_alert},
        Wording{"AnAlertWithoutAName", "go", refused_with(Alert{255}), Grade::other_alert},
        Wording{"NoAlert", "go", refused_and_closed(Close::fin), Grade::no_alert},
        Wording{"OrderlyEnd", "go", refused_and_closed(Close::close_notify), Grade::no_alert},
        Wording{"Reset", "go", refused_and_closed(Close::rst), Grade::reset}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Grade, IsThereOnlyForARefusalThatWasDue) {
  auto due_to_client = graded();
  due_to_client.expectation.refused_by = Party::client;
  auto accepting = graded();
  accepting.expectation.security = model::Decision::accept;

  EXPECT_EQ(judge(graded(), accepted(), {}).grade, std::nullopt);
  EXPECT_EQ(judge(graded(), silent(), {}).grade, std::nullopt);
  EXPECT_EQ(judge(graded(), unreachable(), {}).grade, std::nullopt);
  EXPECT_EQ(judge(graded(), refused_by(Party::client), {}).grade, std::nullopt);
  EXPECT_EQ(judge(due_to_client, refused_with(alerts::certificate_required), {}).grade, std::nullopt);
  EXPECT_EQ(judge(accepting, refused_with(alerts::certificate_required), {}).grade, std::nullopt);
}

TEST(Grade, IsNotThereWhereTheScenarioNamesNoAlerts) {
  EXPECT_EQ(judge(reject(), refused_with(alerts::unknown_ca), {.strict_alerts = true}).grade, std::nullopt);
}

struct StrictCase {
  std::string_view name;
  model::Observation seen;
  std::string_view mismatch;  // empty: a pass
};

class StrictAlerts : public testing::TestWithParam<StrictCase> {};

TEST_P(StrictAlerts, FailARefusalThatIsWordedOtherwise) {
  const auto verdict = judge(graded(), GetParam().seen, {.profile = "go", .strict_alerts = true}).verdict;
  if (GetParam().mismatch.empty()) {
    EXPECT_EQ(model::name(verdict), "pass");
  } else {
    EXPECT_THAT(mismatches(verdict), ElementsAre(GetParam().mismatch));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Grade, StrictAlerts,
    testing::Values(StrictCase{"Exact", refused_with(alerts::bad_certificate), ""},
                    StrictCase{"Allowed", refused_with(alerts::handshake_failure), ""},
                    StrictCase{"OtherAlert", refused_with(alerts::unknown_ca), "the refusal is graded other_alert"},
                    StrictCase{"NoAlert", refused_and_closed(Close::fin), "the refusal is graded no_alert"},
                    StrictCase{"Reset", refused_and_closed(Close::rst), "the refusal is graded reset"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::verdict
