#include "unit/verdict/cases.hpp"

// Statuses, versions and texts, apart from whether the client got in.
namespace tlsgauge::verdict {
namespace {

using namespace test_support;
using model::TlsVersion;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

struct Fact {
  std::string_view name;
  model::Expectation expected;
  model::Observation seen;
  std::string_view mismatch;  // empty: none
};

class Facts : public testing::TestWithParam<Fact> {};

TEST_P(Facts, AreCompared) {
  auto scenario = accept();
  scenario.expectation = GetParam().expected;
  const auto verdict = judge(scenario, GetParam().seen, {}).verdict;
  if (GetParam().mismatch.empty()) {
    EXPECT_EQ(model::name(verdict), "pass");
  } else {
    EXPECT_THAT(mismatches(verdict), ElementsAre(GetParam().mismatch));
  }
}

model::Observation agreed(TlsVersion version) {
  auto seen = accepted();
  seen.tls = model::TlsParameters{.version = version};
  return seen;
}

model::Observation answer(model::Answer answer) {
  auto seen = accepted();
  seen.answer = std::move(answer);
  return seen;
}

model::Observation drawn(std::vector<model::FreshSeen> fresh) {
  auto seen = accepted();
  seen.fresh = std::move(fresh);
  return seen;
}

model::Observation ended(std::vector<std::string> endings) {
  auto seen = accepted();
  seen.endings = std::move(endings);
  return seen;
}

model::Observation with_forgeable_ticket() {
  auto seen = accepted();
  seen.forgeable_ticket = true;
  return seen;
}

using model::Fresh;

INSTANTIATE_TEST_SUITE_P(
    Judge, Facts,
    testing::Values(
        Fact{"EndsAlike", {}, ended({"refused", "refused"}), ""},
        Fact{"EndsUnlike",
             {},
             ended({"refused", "refused", "accepted", "refused"}),
             "the connections do not all end alike: refused; but then accepted"},
        Fact{"Fresh", {.fresh = {Fresh::random}}, drawn({{Fresh::random, {1}}, {Fresh::random, {2}}}), ""},
        Fact{"NothingDrawn", {.fresh = {Fresh::random}}, drawn({}), ""},
        Fact{"SameOctetsOfTwoKinds",
             {.fresh = {Fresh::random, Fresh::ticket}},
             drawn({{Fresh::random, {1}}, {Fresh::ticket, {1}}}),
             ""},
        Fact{"RepeatedThoughNobodyMinds",
             {.fresh = {Fresh::random}},
             drawn({{Fresh::ticket, {1}}, {Fresh::ticket, {1}}}),
             ""},
        Fact{"Repeated",
             {.fresh = {Fresh::session_id, Fresh::key_share}},
             drawn({{Fresh::key_share, {1}}, {Fresh::key_share, {2}}, {Fresh::key_share, {1}}}),
             "a key-share came twice"},
        Fact{"ForgeableTicket",
             {.no_forgeable_ticket = true},
             with_forgeable_ticket(),
             "a ticket has its MAC by a key of zeros, so that anyone can make one"},
        Fact{"ForgeableTicketThatNobodyMinds", {}, with_forgeable_ticket(), ""},
        Fact{"NoForgeableTicket", {.no_forgeable_ticket = true}, accepted(), ""},
        Fact{"SameHttpStatus", {.http_status = 200}, answer({.http_status = 200}), ""},
        Fact{"OtherHttpStatus", {.http_status = 200}, answer({.http_status = 404}), "HTTP status 404 instead of 200"},
        Fact{"NoHttpStatus", {.http_status = 200}, accepted(), "HTTP status none instead of 200"},
        Fact{"HttpStatusThatNobodyAskedFor", {}, answer({.http_status = 404}), ""},
        Fact{"SameGrpcStatus", {.grpc_status = 0}, answer({.grpc_status = 0}), ""},
        Fact{"OtherGrpcStatus", {.grpc_status = 0}, answer({.grpc_status = 12}), "gRPC status 12 instead of 0"},
        Fact{"NoGrpcStatus", {.grpc_status = 0}, accepted(), "gRPC status none instead of 0"},
        Fact{"SameExitCode", {.exit_code = 0}, answer({.exit_code = 0}), ""},
        Fact{"OtherExitCode", {.exit_code = 0}, answer({.exit_code = 56}), "exit code 56 instead of 0"},
        Fact{"TextIsThere", {.text = "[]"}, answer({.text = "a list: []"}), ""},
        Fact{"TextIsNotThere", {.text = "[]"}, answer({.text = "none"}), "the answer does not hold '[]'"},
        Fact{"SameVersion", {.tls = TlsVersion::tls1_3}, agreed(TlsVersion::tls1_3), ""},
        Fact{"OtherVersion",
             {.tls = TlsVersion::tls1_3},
             agreed(TlsVersion::tls1_2),
             "TLS 1.2 was agreed instead of 1.3"},
        Fact{"NoTls", {.tls = TlsVersion::tls1_3}, accepted(), "TLS nothing was agreed instead of 1.3"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Judge, NamesEveryMismatch) {
  auto scenario = accept();
  scenario.expectation = {
      .tls = TlsVersion::tls1_3, .http_status = 200, .grpc_status = 0, .exit_code = 0, .text = "[]"};
  auto seen = agreed(TlsVersion::tls1_2);
  seen.outcome = model::Refused{.by = model::Party::server, .stage = model::Stage::http};
  seen.answer = {.http_status = 403, .grpc_status = 7, .exit_code = 1, .text = "no"};
  EXPECT_THAT(mismatches(judge(scenario, seen, {}).verdict),
              UnorderedElementsAre("the client was refused, though it must be let in", "HTTP status 403 instead of 200",
                                   "gRPC status 7 instead of 0", "exit code 1 instead of 0",
                                   "the answer does not hold '[]'", "TLS 1.2 was agreed instead of 1.3"));
}

TEST(Judge, ComparesTheFactsOfARefusalToo) {
  auto scenario = reject();
  scenario.expectation.http_status = 401;
  auto seen = refused_by(model::Party::server);
  seen.answer.http_status = 403;
  EXPECT_THAT(mismatches(judge(scenario, seen, {}).verdict), ElementsAre("HTTP status 403 instead of 401"));
}

TEST(Judge, NamesEveryMismatchOfARecommendation) {
  auto scenario = accept();
  scenario.requirement = model::Requirement::should;
  scenario.expectation = {.http_status = 200, .text = "[]"};
  const auto verdict = judge(scenario, answer({.http_status = 404}), {}).verdict;
  EXPECT_EQ(std::get<model::Pass>(verdict).note,
            "not as recommended: HTTP status 404 instead of 200; the answer does not hold '[]'");
}

}  // namespace
}  // namespace tlsgauge::verdict
