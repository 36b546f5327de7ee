#include "runner/tools.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

model::Scenario with_tool(const std::string& tool) {
  return {.exchange = {.action = model::CommandExchange{.tool = tool}}};
}

TEST(Tools, AreThoseThatTheScenariosUse) {
  const auto tools = provide_tools({with_tool("curl"), {}, with_tool("curl")}, {});
  ASSERT_THAT(tools, ElementsAre(Key("curl")));
  EXPECT_EQ(*tools.at("curl"), "curl");
}

TEST(Tools, ThatNobodyKnowsAreNamed) {
  const auto tools = provide_tools({with_tool("wget")}, {});
  ASSERT_FALSE(tools.at("wget").ok());
  EXPECT_THAT(message(tools.at("wget").status()), HasSubstr("'wget'"));
}

TEST(Tools, ThatCannotBeInstalledDoNotStopTheRun) {
  const auto tools = provide_tools({with_tool("pymilvus")}, {.home = "/nowhere", .cache = "/nowhere"});
  ASSERT_FALSE(tools.at("pymilvus").ok());
  EXPECT_THAT(message(tools.at("pymilvus").status()), HasSubstr("/nowhere/harness/setup/pymilvus"));
}

}  // namespace
}  // namespace tlsgauge::runner
