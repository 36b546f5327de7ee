#include "unit/verdict/cases.hpp"

namespace tlsgauge::verdict {
namespace {

using namespace model;
using testing::ElementsAre;

TEST(Excuse, MakesAFailAnExpectedFailAndKeepsItsMismatches) {
  const auto verdict = excuse(Fail{{"one", "two"}}, "known");
  const auto& expected = std::get<ExpectedFail>(verdict);
  EXPECT_EQ(expected.reason, "known");
  EXPECT_THAT(expected.mismatches, ElementsAre("one", "two"));
}

TEST(Excuse, LeavesAHangAHang) {
  EXPECT_EQ(std::get<Hung>(excuse(Hung{"silence at handshake"}, "known")).reason, "silence at handshake");
}

TEST(Excuse, MakesAPassAnUnexpectedPass) {
  EXPECT_EQ(std::get<UnexpectedPass>(excuse(Pass{}, "known")).reason, "known");
}

TEST(Excuse, LeavesASkipASkip) {
  EXPECT_EQ(std::get<Skipped>(excuse(Skipped{"no such port"}, "known")).reason, "no such port");
}

TEST(Excuse, LeavesAFaultAFault) {
  const auto verdict = excuse(Broken{.fault = "Connection refused", .unreachable = true}, "known");
  EXPECT_EQ(std::get<Broken>(verdict).fault, "Connection refused");
  EXPECT_TRUE(std::get<Broken>(verdict).unreachable);
}

TEST(Excuse, AppliesOnce) {
  EXPECT_EQ(std::get<ExpectedFail>(excuse(ExpectedFail{.reason = "first", .mismatches = {"x"}}, "second")).reason,
            "first");
  EXPECT_EQ(std::get<UnexpectedPass>(excuse(UnexpectedPass{"first"}, "second")).reason, "first");
}

}  // namespace
}  // namespace tlsgauge::verdict
