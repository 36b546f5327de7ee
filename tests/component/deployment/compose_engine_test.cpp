#include <gmock/gmock.h>

#include <cstdlib>

#include "deployment/compose/engine.hpp"
#include "deployment/compose/leftovers.hpp"
#include "deployment/compose/owner.hpp"
#include "scripts.hpp"

namespace tlsgauge::deployment::compose {
namespace {

using namespace std::chrono_literals;
using test_support::within;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Programs of the test's own in the place of docker and docker-compose. Each writes its arguments to the file calls.
class EngineTest : public test_support::ScriptTest {
 protected:
  void SetUp() override {
    ScriptTest::SetUp();
    usual_path_ = std::getenv("PATH");
    ::setenv("PATH", (path("").string() + ":" + usual_path_).c_str(), 1);
  }
  void TearDown() override { ::setenv("PATH", usual_path_.c_str(), 1); }

  void program(const std::string& name, const std::string& body) const {
    (void)script(name, "echo " + name + " \"$@\" >>" + path("calls").string() + "\n" + body);
  }

  [[nodiscard]] std::string complaint() const { return message(Engine::find(within(10s)).status()); }

 private:
  std::string usual_path_;
};

TEST_F(EngineTest, PrefersTheComposeThatIsPartOfDocker) {
  program("docker", "exit 0");
  program("docker-compose", "exit 0");
  const auto engine = Engine::find(within(10s));
  ASSERT_TRUE(engine.ok()) << message(engine.status());
  ASSERT_TRUE(engine->compose({"--file", "f"}, {"up"}, {}, within(10s)).ok());
  EXPECT_THAT(text_of("calls"), AllOf(HasSubstr("docker compose --file f up\n"), Not(HasSubstr("docker-compose"))));
}

TEST_F(EngineTest, TakesTheOlderComposeWhereDockerHasNone) {
  program("docker", "[ $1 = version ]");
  program("docker-compose", "exit 0");
  const auto engine = Engine::find(within(10s));
  ASSERT_TRUE(engine.ok()) << message(engine.status());
  ASSERT_TRUE(engine->compose({"--file", "f"}, {"up"}, {}, within(10s)).ok());
  EXPECT_THAT(text_of("calls"), HasSubstr("docker-compose --file f up\n"));
}

TEST_F(EngineTest, SaysWhatIsMissing) {
  program("docker", "[ $1 = version ]");
  program("docker-compose", "exit 1");
  EXPECT_THAT(complaint(), HasSubstr("install docker-compose-plugin or docker-compose"));
}

TEST_F(EngineTest, SaysThatTheEngineIsNotRunning) {
  program(
      "docker",
      "echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2\n"
      "exit 1");
  EXPECT_THAT(complaint(), HasSubstr("not running: start it"));
}

TEST_F(EngineTest, SaysThatTheEngineIsNotOpenToThisUser) {
  program("docker",
          "echo 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock' "
          ">&2\n"
          "exit 1");
  EXPECT_THAT(complaint(), HasSubstr("join the group docker"));
}

TEST_F(EngineTest, TellsRowsFromWarnings) {
  program("docker", "echo 'WARNING: old'; for word; do format=$word; done; echo \"$format\"");
  program("docker-compose", "exit 0");
  const auto engine = Engine::find(within(10s));
  ASSERT_TRUE(engine.ok()) << message(engine.status());
  const auto rows = engine->rows({"ps"}, "a row", within(10s));
  ASSERT_TRUE(rows.ok()) << message(rows.status());
  EXPECT_THAT(*rows, ElementsAre("a row"));
}

TEST_F(EngineTest, QuotesTheErrorThatTellsRatherThanTheLast) {
  program("docker", "[ $1 = version ]");
  program("docker-compose",
          "[ $1 = version ] && exit 0\n"
          "echo 'ERROR: for target  Cannot start service target: the port is taken'\n"
          "echo 'ERROR: Encountered errors while bringing up the project.'\nexit 1");
  const auto engine = Engine::find(within(10s));
  ASSERT_TRUE(engine.ok()) << message(engine.status());
  EXPECT_THAT(message(engine->compose({"--file", "f"}, {"up"}, {}, within(10s)).status()),
              HasSubstr("the port is taken"));
}

TEST_F(EngineTest, StopsAClientAtTheDeadline) {
  program("docker", "[ $1 = version ] || [ $1 = compose ] || sleep 60");
  const auto engine = Engine::find(within(10s));
  ASSERT_TRUE(engine.ok()) << message(engine.status());
  EXPECT_TRUE(absl::IsDeadlineExceeded(engine->docker({"ps"}, within(100ms)).status()));
}

TEST_F(EngineTest, RemovesWhatDeadHarnessesLeftAndNothingElse) {
  const auto dead = owner() + "0";  // a start that never was
  program("docker", "case $1 in ps) echo tlsgauge-row one " + dead + "; echo tlsgauge-row two " + owner() +
                        ";; network) [ $2 = ls ] && echo tlsgauge-row three " + dead +
                        " && echo tlsgauge-row four somebody;; esac; exit 0");
  const auto engine = Engine::find(within(10s));
  ASSERT_TRUE(engine.ok()) << message(engine.status());
  ASSERT_TRUE(remove_leftovers(*engine, within(10s)).ok());
  EXPECT_THAT(text_of("calls"), AllOf(HasSubstr("docker rm --force --volumes one\n"), HasSubstr("network rm three\n")));
}

}  // namespace
}  // namespace tlsgauge::deployment::compose
