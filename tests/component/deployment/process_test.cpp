#include "core/process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "component/deployment/scripts.hpp"

namespace tlsgauge::core {
namespace {

using namespace std::chrono_literals;
using test_support::eventually;
using test_support::runs;
using test_support::within;
using testing::HasSubstr;

class ProcessTest : public test_support::ScriptTest {
 protected:
  [[nodiscard]] ProcessOptions options(std::vector<std::string> argv) const {
    return {.argv = std::move(argv), .environment = {}, .directory = {}, .output = path("output")};
  }
};

TEST_F(ProcessTest, EndsWithItsExitCode) {
  auto process = Process::start(options({"sh", "-c", "exit 3"}));
  ASSERT_TRUE(process.ok()) << message(process.status());
  const auto end = process->wait(within(5s));
  ASSERT_TRUE(end);
  EXPECT_EQ(describe(*end), "exit code 3");
}

TEST_F(ProcessTest, EndsWithTheSignalThatKilledIt) {
  auto process = Process::start(options({"sh", "-c", "kill -SEGV $$"}));
  ASSERT_TRUE(process.ok());
  const auto end = process->wait(within(5s));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->signal, SIGSEGV);
}

TEST_F(ProcessTest, GetsArgumentsEnvironmentAndDirectoryWithoutAShell) {
  auto wanted = options({"sh", "-c", "echo \"$1|$GREETING|$PWD\"", "sh", "a $(b) *"});
  wanted.environment = {{"GREETING", "hello"}};
  wanted.directory = "/";
  auto process = Process::start(wanted);
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE(process->wait(within(5s)));
  EXPECT_EQ(text_of("output"), "a $(b) *|hello|/\n");
}

TEST_F(ProcessTest, InheritsNoDescriptor) {
  const int leaked = ::open("/dev/null", O_RDONLY);  // NOLINT(android-cloexec-open): that is the point
  ASSERT_GT(leaked, 2);
  auto process = Process::start(options({"sh", "-c", "ls -l /proc/$$/fd | grep -c /dev/null"}));
  ::close(leaked);
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE(process->wait(within(5s)));
  EXPECT_EQ(text_of("output"), "1\n");  // standard input
}

TEST_F(ProcessTest, SaysThatAProgramIsMissing) {
  for (const auto* name : {"no-such-program", "/no/such/program"}) {
    const auto process = Process::start(options({name}));
    EXPECT_EQ(process.status().code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(message(process.status()), HasSubstr(name));
  }
}

TEST_F(ProcessTest, SaysWhyAProgramDoesNotStart) {
  const auto bad = script("bad", "");
  ASSERT_TRUE(write_file(bad, "\177ELF nonsense", Readers::everyone).ok());
  ASSERT_EQ(::chmod(bad.c_str(), 0755), 0);
  const auto process = Process::start(options({bad.string()}));
  EXPECT_THAT(message(process.status()), HasSubstr("Exec format error"));
}

TEST_F(ProcessTest, StillRunsWhenAWaitPassesItsDeadline) {
  auto process = Process::start(options({"sleep", "60"}));
  ASSERT_TRUE(process.ok());
  EXPECT_FALSE(process->wait(within(20ms)));
  EXPECT_TRUE(runs(process->pid()));
}

TEST_F(ProcessTest, StopsByTermination) {
  const auto polite =
      script("polite", "trap 'exit 7' TERM\ntouch " + path("up").string() + "\nwhile :; do sleep 0.01; done");
  auto process = Process::start(options({polite.string()}));
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(path("up")); }));
  EXPECT_EQ(describe(process->stop(5s)), "exit code 7");
}

TEST_F(ProcessTest, KillsWhatIgnoresTermination) {
  const auto deaf =
      script("deaf", "trap '' TERM\necho $$ > " + path("pid").string() + "\nwhile :; do sleep 0.01; done");
  auto process = Process::start(options({deaf.string()}));
  ASSERT_TRUE(process.ok());
  const auto pid = number_in("pid");
  EXPECT_EQ(process->stop(50ms).signal, SIGKILL);
  EXPECT_FALSE(runs(pid));
}

TEST_F(ProcessTest, TakesItsDescendantsWithIt) {
  const auto parent = script("parent", "sleep 60 &\necho $! > " + path("pid").string() + "\nwait");
  auto process = Process::start(options({parent.string()}));
  ASSERT_TRUE(process.ok());
  const auto grandchild = number_in("pid");
  process->stop(1s);
  EXPECT_TRUE(eventually([&] { return !runs(grandchild); }));
}

TEST_F(ProcessTest, TakesDescendantsThatOutliveTheirParent) {
  const auto parent = script("parent", "sleep 60 &\necho $! > " + path("pid").string());
  auto process = Process::start(options({parent.string()}));
  ASSERT_TRUE(process.ok());
  const auto grandchild = number_in("pid");
  ASSERT_TRUE(process->wait(within(5s)));
  EXPECT_TRUE(eventually([&] { return !runs(grandchild); }));
}

TEST_F(ProcessTest, IsStoppedByItsDestructor) {
  int pid = 0;
  {
    auto process = Process::start(options({"sleep", "60"}));
    ASSERT_TRUE(process.ok());
    pid = process->pid();
    const Process moved{*std::move(process)};
    EXPECT_TRUE(runs(pid));
  }
  EXPECT_FALSE(runs(pid));
}

TEST_F(ProcessTest, DiesWithAHarnessThatIsKilled) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  const pid_t harness = ::fork();
  if (harness == 0) {
    const auto child =
        Process::start(options({script("child", "echo $$ > " + path("pid").string() + "\nexec sleep 60")}));
    while (child.ok()) ::pause();
    ::_exit(1);
  }
  ASSERT_GT(harness, 0);
  const auto child = number_in("pid");
  EXPECT_TRUE(runs(child));
  ::kill(harness, SIGKILL);
  EXPECT_TRUE(eventually([&] { return !runs(child); }));
  while (::waitpid(-1, nullptr, 0) > 0) {
  }
}

TEST_F(ProcessTest, RunsToItsEndAndGivesItsOutput) {
  const auto finished = run_to_end(
      {.argv = {"sh", "-c", "echo out; echo err >&2"}, .environment = {}, .directory = {}, .output = {}}, within(5s));
  ASSERT_TRUE(finished.ok()) << message(finished.status());
  EXPECT_TRUE(finished->end.succeeded());
  EXPECT_EQ(finished->output, "out\nerr\n");
}

TEST_F(ProcessTest, IsStoppedWhenTheDeadlinePassesBeforeItsEnd) {
  const auto finished =
      run_to_end({.argv = {"sh", "-c", "echo begun; exec sleep 60"}, .environment = {}, .directory = {}, .output = {}},
                 within(200ms));
  ASSERT_TRUE(finished.ok());
  EXPECT_TRUE(finished->timed_out);
  EXPECT_EQ(finished->end.signal, SIGTERM);
}

}  // namespace
}  // namespace tlsgauge::core
