#include "unit/verdict/cases.hpp"

// What became of the session that a client offered, against what must.
namespace tlsgauge::verdict {
namespace {

using namespace test_support;
using model::Resumption;

struct SessionCase {
  std::string_view name;
  model::Decision security;
  Resumption due;
  std::optional<bool> resumed;  ///< empty: the client was refused
  std::string_view verdict;
};

class Session : public testing::TestWithParam<SessionCase> {};

TEST_P(Session, IsJudgedBesideTheOutcome) {
  auto scenario = GetParam().security == model::Decision::accept ? accept() : reject();
  scenario.expectation.resumption = GetParam().due;
  auto seen = GetParam().resumed ? accepted() : refused_by(model::Party::server);
  if (GetParam().resumed) seen.tls = model::TlsParameters{.resumed = *GetParam().resumed};
  EXPECT_EQ(model::name(judge(scenario, seen, {}).verdict), GetParam().verdict);
}

constexpr auto kAccept = model::Decision::accept;
constexpr auto kReject = model::Decision::reject;

INSTANTIATE_TEST_SUITE_P(
    Verdict, Session,
    testing::Values(SessionCase{"AnyResumed", kAccept, Resumption::any, true, "pass"},
                    SessionCase{"AnyNotResumed", kAccept, Resumption::any, false, "pass"},
                    SessionCase{"DueAndResumed", kAccept, Resumption::due, true, "pass"},
                    SessionCase{"DueAndNotResumed", kAccept, Resumption::due, false, "fail"},
                    SessionCase{"ForbiddenAndResumed", kAccept, Resumption::forbidden, true, "fail"},
                    SessionCase{"ForbiddenAndNotResumed", kAccept, Resumption::forbidden, false, "pass"},
                    SessionCase{"ForbiddenAndRefused", kAccept, Resumption::forbidden, {}, "fail"},
                    SessionCase{"IgnoredAndLetIn", kReject, Resumption::ignorable, false, "pass"},
                    SessionCase{"TakenAndLetIn", kReject, Resumption::ignorable, true, "fail"},
                    SessionCase{"IgnoredAndRefused", kReject, Resumption::ignorable, {}, "pass"},
                    SessionCase{"ExcusedByResumption", kReject, Resumption::excuses, true, "pass"},
                    SessionCase{"NotExcusedByAnotherAcceptance", kReject, Resumption::excuses, false, "fail"},
                    SessionCase{"ExcusedAndRefused", kReject, Resumption::excuses, {}, "pass"},
                    SessionCase{"NoExcuseForResumption", kReject, Resumption::any, true, "fail"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(SecondHandshake, ThatIsIgnoredIsAsGoodAsOneThatIsRefused) {
  auto scenario = reject();
  scenario.expectation.renegotiation_ignorable = true;
  const auto verdict_of = [&](const model::Observation& seen) {
    return model::name(judge(scenario, seen, {}).verdict);
  };
  auto seen = accepted();
  seen.tls = model::TlsParameters{.renegotiated = false};
  EXPECT_EQ(verdict_of(seen), "pass");
  EXPECT_EQ(verdict_of(refused_by(model::Party::server)), "pass");
  seen.tls->renegotiated = true;
  EXPECT_EQ(verdict_of(seen), "fail");
  seen.tls.reset();
  EXPECT_EQ(verdict_of(seen), "fail") << "nobody knows";
}

}  // namespace
}  // namespace tlsgauge::verdict
