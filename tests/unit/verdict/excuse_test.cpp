#include "unit/verdict/cases.hpp"

namespace tlsgauge::verdict {
namespace {

using namespace model;
using test_support::refused_with;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Alert kUnsupportedCertificate{43};
constexpr Alert kUnknownCa{48};

Observation answered(std::optional<int> http_status = {}) {
  Observation seen;
  seen.outcome = Accepted{};
  seen.answer.http_status = http_status;
  return seen;
}

Deviation known_refusal() {
  return {.id = "*",
          .reason = "known",
          .seen = {.security = Decision::reject, .refused_by = Party::server, .alerts = {kUnsupportedCertificate}}};
}

TEST(Excuse, MakesAFailOfItsKindAnExpectedFailAndKeepsItsMismatches) {
  const auto verdict = excuse(Fail{{"one", "two"}}, known_refusal(), refused_with(kUnsupportedCertificate));
  const auto& expected = std::get<ExpectedFail>(verdict);
  EXPECT_EQ(expected.reason, "known");
  EXPECT_THAT(expected.mismatches, ElementsAre("one", "two"));
}

TEST(Excuse, LeavesAFailOfAnotherKindAFail) {
  for (const auto& seen : {refused_with(kUnknownCa), answered()}) {
    const auto verdict = excuse(Fail{{"one"}}, known_refusal(), seen);
    ASSERT_TRUE(std::holds_alternative<Fail>(verdict));
    EXPECT_THAT(std::get<Fail>(verdict).mismatches, Contains(HasSubstr("another failure")));
  }
}

TEST(Excuse, DoesNotExplainAScenariosOwnFailureByWhatBefallsTheGoodClient) {
  auto known = known_refusal();
  known.seen.good_client_too = true;
  const auto verdict = excuse(Fail{{"one"}}, known, refused_with(kUnsupportedCertificate));
  EXPECT_TRUE(std::holds_alternative<Fail>(verdict));
}

TEST(Excuse, LeavesAHangAHang) {
  EXPECT_EQ(std::get<Hung>(excuse(Hung{"silence at handshake"}, known_refusal(), {})).reason, "silence at handshake");
}

TEST(Excuse, MakesAPassAnUnexpectedPass) {
  EXPECT_EQ(std::get<UnexpectedPass>(excuse(Pass{}, known_refusal(), answered())).reason, "known");
}

TEST(Excuse, LeavesAnIgnoredRecommendationAPass) {
  EXPECT_EQ(std::get<Pass>(excuse(Pass{"not as recommended"}, known_refusal(), answered())).note, "not as recommended");
}

TEST(Excuse, LeavesASkipASkip) {
  EXPECT_EQ(std::get<Skipped>(excuse(Skipped{"no such port"}, known_refusal(), {})).reason, "no such port");
}

TEST(Excuse, LeavesAFaultAFault) {
  const auto verdict = excuse(Broken{.fault = "Connection refused", .unreachable = true}, known_refusal(), {});
  EXPECT_EQ(std::get<Broken>(verdict).fault, "Connection refused");
  EXPECT_TRUE(std::get<Broken>(verdict).unreachable);
}

TEST(Explains, ComparesEverythingThatTheEntryNames) {
  auto known = known_refusal().seen;
  EXPECT_TRUE(explains(known, refused_with(kUnsupportedCertificate)));
  EXPECT_FALSE(explains(known, refused_with(kUnknownCa)));
  EXPECT_FALSE(explains(known, answered()));
  known.refused_by = Party::client;
  EXPECT_FALSE(explains(known, refused_with(kUnsupportedCertificate)));
  known.refused_by.reset();
  known.alerts.clear();
  EXPECT_TRUE(explains(known, refused_with(kUnknownCa)));
  const Explained not_found{.security = Decision::accept, .http_status = 404};
  EXPECT_TRUE(explains(not_found, answered(404)));
  EXPECT_FALSE(explains(not_found, answered(200)));
}

TEST(Explains, NeitherSilenceNorAConnectionThatWasNotMade) {
  Observation silent, unreachable;
  silent.outcome = Silent{};
  unreachable.outcome = Unreachable{};
  const Explained rejected{};
  EXPECT_FALSE(explains(rejected, silent));
  EXPECT_FALSE(explains(rejected, unreachable));
}

}  // namespace
}  // namespace tlsgauge::verdict
