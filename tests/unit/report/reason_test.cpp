#include <gtest/gtest.h>

#include "report/render.hpp"

namespace tlsgauge::report {
namespace {

using namespace model;

struct Sentence {
  std::string_view name;
  Verdict verdict;
  std::string_view text;
};

class Reason : public testing::TestWithParam<Sentence> {};

TEST_P(Reason, IsOneSentenceForPeople) {
  const ScenarioResult result{
      .scenario = {.advice = "Do this"}, .observed = Observation{.outcome = Accepted{}}, .verdict = GetParam().verdict};
  EXPECT_EQ(reason(result), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Report, Reason,
    testing::Values(Sentence{"Pass", Pass{}, "as expected: the application answered. Do this"},
                    Sentence{"PassWithANote", Pass{"policy of the target: it answers"},
                             "policy of the target: it answers. Do this"},
                    Sentence{"Fail", Fail{{"one", "two"}}, "one; two: the application answered. Do this"},
                    Sentence{"Hang", Hung{"silence"}, "silence. Do this"},
                    Sentence{"ExpectedFail", ExpectedFail{.reason = "It is old.", .mismatches = {"one", "two"}},
                             "It is old. Seen: the application answered (one; two)"},
                    Sentence{"UnexpectedPass", UnexpectedPass{"It is old."},
                             "passed, although the deviations file expects a failure (It is old.); take the entry out: "
                             "the application answered"},
                    Sentence{"Skip", Skipped{"this target has no rest port"}, "this target has no rest port"},
                    Sentence{"Error", Broken{.fault = "ca.pem: no such file"}, "ca.pem: no such file"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::report
