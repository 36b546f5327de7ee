#include "component/probe/probing.hpp"

// Real programs, real exit codes.
namespace tlsgauge::probe {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Party;
using model::Stage;
using testing::AllOf;
using testing::HasSubstr;

model::Observation run_shell(const std::string& script, std::chrono::milliseconds limit = 10s) {
  return observe({.action = model::CommandExchange{.tool = "sh", .arguments = {"sh", "-c", script}}}, nobody_listens(),
                 limit);
}

TEST(Command, ThatSucceedsIsAccepted) {
  const auto seen = run_shell("echo '[]'");
  EXPECT_THAT(seen, IsAccepted());
  EXPECT_EQ(seen.answer.exit_code, 0);
  EXPECT_EQ(seen.answer.text, "[]\n");
  EXPECT_TRUE(seen.detail.empty());
}

TEST(Command, ThatNamesAnAlertWasRefusedByTheServer) {
  const auto seen =
      run_shell("echo first; echo 'curl: (56) error:0A00045C:SSL routines::tlsv13 alert' >&2; echo; exit 56");
  EXPECT_THAT(seen, AllOf(IsRefused(Party::server, Stage::command), HasAlert(model::alerts::certificate_required)));
  EXPECT_EQ(seen.answer.exit_code, 56);
  EXPECT_EQ(seen.detail, "curl: (56) error:0A00045C:SSL routines::tlsv13 alert");
}

TEST(Command, ThatDoesNotTrustTheServerRefusedIt) {
  EXPECT_THAT(run_shell("echo 'curl: (60) SSL certificate problem: self-signed certificate'; exit 60"),
              IsRefused(Party::client, Stage::command));
}

TEST(Command, ThatIsKilledIsAFaultOfOursAndNoRefusal) {
  const model::Exchange exchange{.action = model::CommandExchange{.arguments = {"/bin/sh", "-c", "kill -9 $$"}}};
  const auto seen = perform(exchange, {}, {core::steady_clock(), kPatience});
  EXPECT_THAT(message(seen.status()), HasSubstr("signal 9"));
}

TEST(Command, ThatDoesNotEndIsSilent) {
  const auto seen = run_shell("echo waiting; sleep 60", kPatience);
  EXPECT_THAT(seen, IsSilentAt(Stage::command));
  EXPECT_EQ(seen.answer.exit_code, std::nullopt);
  EXPECT_LT(seen.timings.verdict, kOnTime);
}

TEST(Command, SaysAtMostWhatAReportCanHold) {
  const auto seen = run_shell("head -c 10000000 /dev/zero | tr '\\0' x; exit 56");  // curl's code of a refusal
  EXPECT_LE(seen.answer.text.size(), 64U << 10U);
  EXPECT_LE(seen.detail.size(), 300U);
  EXPECT_EQ(seen.answer.exit_code, 56);
}

TEST(Command, SeesNoProxyOfTheUsers) { EXPECT_THAT(run_shell("echo \"$no_proxy\"").answer.text, HasSubstr("*")); }

}  // namespace
}  // namespace tlsgauge::probe
