#include "deployment/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "core/file.hpp"

namespace tlsgauge::deployment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LogTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = core::TemporaryDirectory::make();
    ASSERT_TRUE(made.ok());
    directory_.emplace(*std::move(made));
  }

  [[nodiscard]] std::filesystem::path file() const { return directory_->path() / "server.log"; }
  void append(const std::string& text) const { std::ofstream{file(), std::ios::app} << text; }

 private:
  std::optional<core::TemporaryDirectory> directory_;
};

TEST_F(LogTest, GivesEachCompleteLineOnce) {
  LogFollower log{file()};
  EXPECT_THAT(log.new_lines(), IsEmpty());
  append("one\ntw");
  EXPECT_THAT(log.new_lines(), ElementsAre("one"));
  append("o\n\n");
  EXPECT_THAT(log.new_lines(), ElementsAre("two", ""));
  EXPECT_THAT(log.new_lines(), IsEmpty());
}

TEST_F(LogTest, DoesNotReadWhatAnEarlierStartWrote) {
  append("READY of yesterday\nerror of yesterday\n");
  LogFollower log{file()};
  EXPECT_THAT(log.new_lines(), IsEmpty());
  EXPECT_EQ(log.telling_line(), "");
  append("today\n");
  EXPECT_THAT(log.new_lines(), ElementsAre("today"));
  EXPECT_EQ(log.telling_line(), "today");
}

TEST_F(LogTest, TellsThePanicRatherThanTheGoroutinesAfterIt) {
  const LogFollower log{file()};
  append("[ERROR] early\npanic: tls: private key does not match\n\ngoroutine 1 [running]:\nerror.go:12\n");
  EXPECT_EQ(log.telling_line(), "panic: tls: private key does not match");
}

TEST_F(LogTest, TellsTheLastErrorRatherThanTheLastLine) {
  const LogFollower log{file()};
  append("Cannot open a\ncannot open b\nbye\n");
  EXPECT_EQ(log.telling_line(), "cannot open b");
}

TEST_F(LogTest, LeavesStackTracesOut) {
  const LogFollower log{file()};
  append("[ERROR] [error=\"no such file\"] [stack=\"main.go:1 main.go:2\"]\n");
  EXPECT_EQ(log.telling_line(), "[ERROR] [error=\"no such file\"]");
}

TEST_F(LogTest, ShortensALongLine) {
  const LogFollower log{file()};
  append(std::string(10'000, 'x') + "\n");
  EXPECT_EQ(log.telling_line(), std::string(300, 'x') + "…");
}

}  // namespace
}  // namespace tlsgauge::deployment
