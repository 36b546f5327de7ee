#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "scenario/catalogue.hpp"

// The scenario files of the project.
namespace tlsgauge::scenario {
namespace {

const std::filesystem::path kScenarios = std::filesystem::path{TLSGAUGE_SOURCE_DIR} / "scenarios";

const std::vector<model::Scenario>& catalogue() {
  static const auto loaded = load_catalogue(kScenarios);
  EXPECT_TRUE(loaded.ok()) << message(loaded.status());
  static const std::vector<model::Scenario> none;
  return loaded.ok() ? *loaded : none;
}

TEST(CommittedCatalogue, LoadsWithScenariosOfTheDocumentedSuite) {
  EXPECT_TRUE(std::ranges::any_of(catalogue(), [](const auto& scenario) { return scenario.suite() == "documented"; }));
}

TEST(CommittedCatalogue, SaysWhereEachExpectationIsWritten) {
  for (const auto& scenario : catalogue()) EXPECT_FALSE(scenario.references.empty()) << scenario.id;
}

TEST(CommittedCatalogue, TagsEachRefusalAsNegative) {
  for (const auto& scenario : catalogue()) {
    const bool reject = scenario.expectation.security == model::Decision::reject;
    const bool tagged = std::ranges::find(scenario.tags, "negative") != scenario.tags.end();
    EXPECT_EQ(reject, tagged) << scenario.id;
  }
}

TEST(CommittedCatalogue, ComesWithTheScriptsThatItsCommandsRun) {
  constexpr std::string_view kFolder = "{scenarios}/";
  for (const auto& scenario : catalogue()) {
    const auto* command = std::get_if<model::CommandExchange>(&scenario.exchange.action);
    if (command == nullptr) continue;
    for (const auto& argument : command->arguments) {
      if (!argument.starts_with(kFolder)) continue;
      const auto file = scenario.folder / argument.substr(kFolder.size());
      EXPECT_TRUE(std::filesystem::is_regular_file(file)) << scenario.id << ": " << file;
    }
  }
}

TEST(CommittedScenarios, ProveEachRefusalOfARealClientByTheSameClientsSuccess) {
  const auto is_command = [](const model::Scenario& scenario) {
    return std::holds_alternative<model::CommandExchange>(scenario.exchange.action);
  };
  const auto tool = [](const model::Scenario& scenario) {
    return std::get<model::CommandExchange>(scenario.exchange.action).tool;
  };
  for (const auto& bad : catalogue()) {
    if (!is_command(bad) || bad.expectation.security == model::Decision::accept) continue;
    EXPECT_TRUE(std::ranges::any_of(catalogue(), [&](const model::Scenario& good) {
      return is_command(good) && good.expectation.security == model::Decision::accept && tool(good) == tool(bad) &&
             good.topology == bad.topology && good.id.find("guide-client") == std::string::npos;
    })) << bad.id;
  }
}

TEST(CommittedDeviations, EachExplainScenariosThatExist) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{kScenarios / "deviations"}) {
    ++files;
    const auto deviations = load_deviations(entry.path());
    ASSERT_TRUE(deviations.ok()) << message(deviations.status());
    for (const auto& deviation : *deviations) {
      EXPECT_TRUE(
          std::ranges::any_of(catalogue(), [&](const auto& scenario) { return matches(deviation.id, scenario.id); }))
          << entry.path().filename() << ": no scenario matches " << deviation.id;
    }
  }
  EXPECT_GT(files, 0);
}

TEST(ScenarioSchema, ListsTheAlertsThatScenariosCanName) {
  std::ifstream file{kScenarios / "scenario.schema.json"};
  const auto schema = nlohmann::json::parse(file);
  const auto listed = schema.at("$defs").at("alert").at("enum").get<std::set<std::string>>();
  std::set<std::string> known;
  for (int code = 0; code < 256; ++code) {
    const auto word = name(model::Alert{static_cast<std::uint8_t>(code)});
    if (model::alert_named(word)) known.insert(word);
  }
  EXPECT_EQ(listed, known);
}

TEST(ScenarioSchema, ListsThePortsThatScenariosCanName) {
  std::ifstream file{kScenarios / "scenario.schema.json"};
  const auto schema = nlohmann::json::parse(file);
  const auto listed = schema.at("$defs").at("port").at("enum").get<std::set<std::string>>();
  std::set<std::string> known;
  for (std::uint8_t i = 0; i < model::kPortCount; ++i) known.emplace(name(static_cast<model::Port>(i)));
  EXPECT_EQ(listed, known);
}

}  // namespace
}  // namespace tlsgauge::scenario
