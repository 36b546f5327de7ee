#include "runner/profile.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::runner {
namespace {

using model::Alert;
using testing::ElementsAre;
using testing::HasSubstr;
namespace alerts = model::alerts;

using Alerts = std::map<std::string, std::vector<Alert>>;

/// The calibration as a catalogue has it. "lax" is known to let the third client in.
const Alerts kNotYetValid{{"alpha", {alerts::bad_certificate}},
                          {"beta", {alerts::certificate_expired}},
                          {"lax", {alerts::handshake_failure}}};
const Alerts kBadSignature{{"alpha", {alerts::decrypt_error, alerts::unknown_ca}},
                           {"beta", {alerts::decrypt_error}},
                           {"lax", {alerts::handshake_failure}}};
const Alerts kWrongPurpose{{"alpha", {alerts::unsupported_certificate}}, {"beta", {alerts::unsupported_certificate}}};

model::ScenarioResult result(const std::string& case_id, const Alerts& known,
                             std::optional<model::Observation> observed) {
  model::Scenario scenario{.id = "suite/" + case_id, .case_id = case_id};
  scenario.expectation.profile_alerts = known;
  return {.scenario = std::move(scenario), .observed = std::move(observed), .verdict = model::Pass{}};
}

model::Observation refused(Alert alert, model::Party from = model::Party::server) {
  return {.outcome = model::Refused{.by = from, .alert = model::AlertSeen{.alert = alert, .from = from}}};
}
model::Observation cut_off() { return {.outcome = model::Refused{}}; }
model::Observation let_in() { return {.outcome = model::Accepted{}}; }

struct Seen {
  std::string_view name;
  model::Observation not_yet_valid, bad_signature, wrong_purpose;
  std::string profile;
};

class Inference : public testing::TestWithParam<Seen> {};

TEST_P(Inference, FindsTheOneProfileThatFits) {
  const auto& seen = GetParam();
  const auto found = infer_profile({result("CC-062", kNotYetValid, seen.not_yet_valid),
                                    result("CC-044", kBadSignature, seen.bad_signature),
                                    result("CC-080", kWrongPurpose, seen.wrong_purpose)});
  EXPECT_EQ(found.name, seen.profile);
  EXPECT_THAT(found.basis, testing::StartsWith(seen.profile.empty() ? "undecided: " : "found by "));
}

INSTANTIATE_TEST_SUITE_P(
    Profile, Inference,
    testing::Values(Seen{"ByEveryAlert", refused(alerts::bad_certificate), refused(alerts::decrypt_error),
                         refused(alerts::unsupported_certificate), "alpha"},
                    Seen{"BySeveralAlertsOfOneCase", refused(alerts::bad_certificate), refused(alerts::unknown_ca),
                         refused(alerts::unsupported_certificate), "alpha"},
                    Seen{"OfAnother", refused(alerts::certificate_expired), refused(alerts::decrypt_error),
                         refused(alerts::unsupported_certificate), "beta"},
                    Seen{"ByWhatIsLetIn", refused(alerts::handshake_failure), refused(alerts::handshake_failure),
                         let_in(), "lax"},
                    Seen{"NotWithoutAlerts", cut_off(), cut_off(), cut_off(), ""},
                    Seen{"NotWhereOneIsMissing", refused(alerts::bad_certificate), cut_off(),
                         refused(alerts::unsupported_certificate), ""},
                    Seen{"NotByAStrangersAlert", refused(alerts::bad_certificate), refused(alerts::decrypt_error),
                         refused(alerts::certificate_required), ""},
                    Seen{"NotWhereTheProfileRefuses", refused(alerts::bad_certificate), let_in(),
                         refused(alerts::unsupported_certificate), ""},
                    Seen{"NotByOurOwnAlerts", refused(alerts::bad_certificate, model::Party::client),
                         refused(alerts::decrypt_error), refused(alerts::unsupported_certificate), ""}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Inference, NamesTheAlerts) {
  const auto found = infer_profile({result("CC-062", kNotYetValid, refused(alerts::certificate_expired)),
                                    result("CC-062", kNotYetValid, cut_off())});
  EXPECT_EQ(found.name, "beta");
  EXPECT_EQ(found.basis, "found by certificate_expired for CC-062");
}

TEST(Inference, IsUndecidedWherePortsDisagree) {
  const auto found = infer_profile({result("CC-062", kNotYetValid, refused(alerts::certificate_expired)),
                                    result("CC-062", kNotYetValid, refused(alerts::bad_certificate))});
  EXPECT_EQ(found.name, "");
  EXPECT_EQ(found.basis, "undecided: certificate_expired and bad_certificate for CC-062");
}

TEST(Inference, IsUndecidedWhereSeveralProfilesFit) {
  EXPECT_EQ(infer_profile({result("CC-080", kWrongPurpose, refused(alerts::unsupported_certificate))}).name, "");
}

TEST(Inference, SaysWhyNothingWasTried) {
  auto untried = result("CC-062", kNotYetValid, {});
  untried.verdict = model::Skipped{"needs the key of the CA"};
  EXPECT_THAT(infer_profile({untried}).basis, HasSubstr("needs the key of the CA"));
  EXPECT_THAT(infer_profile({}).basis, HasSubstr("calibration"));
}

TEST(Calibration, IsWhatTheCatalogueTags) {
  const model::Scenario tagged{.id = "a", .tags = {"negative", "calibration"}};
  const auto chosen = calibration({tagged, {.id = "b", .tags = {"negative"}}});
  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen.front().id, "a");
}

}  // namespace
}  // namespace tlsgauge::runner
