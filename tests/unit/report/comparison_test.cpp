#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/file.hpp"
#include "report/comparison_render.hpp"
#include "unit/report/sample_comparison.hpp"

// The renderings of one comparison. Those for the console are compared with the files in tests/golden, which
// TLSGAUGE_UPDATE_GOLDEN=1 writes anew.
namespace tlsgauge::report {
namespace {

using test_support::sample_comparison;
using testing::HasSubstr;
using testing::Not;

struct Drawing {
  std::string_view name;
  std::string_view file;
  ComparisonStyle style;
};

class ComparisonGolden : public testing::TestWithParam<Drawing> {};

TEST_P(ComparisonGolden, DrawingHasNotChanged) {
  const auto file = std::filesystem::path{TLSGAUGE_SOURCE_DIR} / "tests" / "golden" / GetParam().file;
  const auto drawn = to_console(sample_comparison(), GetParam().style);
  const char* update = std::getenv("TLSGAUGE_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view{update} == "1") {
    ASSERT_TRUE(core::write_file(file, drawn, core::Readers::everyone).ok());
    GTEST_SKIP() << "wrote " << file;
  }
  const auto golden = core::read_file(file);
  ASSERT_TRUE(golden.ok()) << message(golden.status());
  EXPECT_EQ(drawn, *golden);
}

INSTANTIATE_TEST_SUITE_P(
    Report, ComparisonGolden,
    testing::Values(Drawing{"Plain", "comparison.txt", {}}, Drawing{"InColor", "comparison-color.txt", {.color = true}},
                    Drawing{"RegressionsOnly", "comparison-quiet.txt", {.detail = Detail::regressions}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ComparisonConsole, SaysWhenNothingIsWorse) {
  EXPECT_EQ(summary_line(model::Comparison{}), "no regression");
  model::Comparison interrupted;
  interrupted.after.interrupted = true;
  EXPECT_EQ(summary_line(interrupted), "no regression; NEW was interrupted");
  EXPECT_THAT(to_console(interrupted, {}), HasSubstr("NEW was interrupted: results are missing"));
}

TEST(ComparisonConsole, SaysFirstThatTheMachinesDiffer) {
  auto comparison = sample_comparison();
  comparison.other_machine = true;
  auto text = to_console(comparison, {});
  EXPECT_LT(text.find("do not gate (--across-machines)"), text.find("Regressions"));
  EXPECT_THAT(text, HasSubstr("interval; nothing gates"));
  EXPECT_THAT(summary_line(comparison), testing::EndsWith("; costs not judged"));
  comparison.other_machine = false;
  comparison.busy_after = true;
  comparison.after.load_average = 6.25;
  comparison.after.cores = 2;
  EXPECT_THAT(to_console(comparison, {}), HasSubstr("NEW is of a busy machine (load average 6.2 on 2 cores, 0.0 % of "
                                                    "the CPU stolen): costs are shown and do not gate"));
  comparison.gate.across_machines = true;
  text = to_console(comparison, {});
  EXPECT_THAT(text, HasSubstr("costs gate all the same"));
  EXPECT_THAT(text, HasSubstr("CPU gates at +10 %"));
}

TEST(ComparisonConsole, CutsEverySectionButTheRegressions) {
  model::Comparison comparison;
  for (int i = 0; i < 12; ++i) {
    comparison.results.push_back({.id = "worse/" + std::to_string(i), .change = model::Change::regression});
    comparison.results.push_back({.id = "gone/" + std::to_string(i), .change = model::Change::disappeared});
  }
  const auto text = to_console(comparison, {});
  EXPECT_THAT(text, HasSubstr("worse/11"));
  EXPECT_THAT(text, Not(HasSubstr("gone/11")));
  EXPECT_THAT(text, HasSubstr("… and 2 more (--verbose shows them)"));
  EXPECT_THAT(to_console(comparison, {.detail = Detail::everything}), HasSubstr("gone/11"));
}

TEST(ComparisonConsole, LetsNoReportDriveTheTerminal) {
  auto comparison = sample_comparison();
  comparison.before.file = "\x1b[2Jfile";
  comparison.results[0].reason = "\x1b[2J\r\nall is well";
  comparison.loads[0].name = "\x1b[2Jload";
  comparison.loads[0].invalid_because = "\x1b[2J";
  comparison.loads[2].notes = {"\x1b[2Jnote"};
  EXPECT_EQ(to_console(comparison, {}).find('\x1b'), std::string::npos);
}

TEST(ComparisonJson, HoldsWhatTheConsoleShows) {
  const auto text = to_json(sample_comparison());
  EXPECT_TRUE(text.starts_with("{\n  \"schema_version\": 1,"));
  const auto document = nlohmann::json::parse(text);
  EXPECT_EQ(document["summary"]["regressions"], 4);
  EXPECT_EQ(document["summary"]["cost_regressions"], 1);
  EXPECT_EQ(document["gate"]["gates"], nlohmann::json::array({"cpu"}));
  EXPECT_EQ(document["results"][1]["old"], nullptr);
  EXPECT_EQ(document["results"][1]["change"], "regression");
  EXPECT_EQ(document["drifts"][0]["differences"][0]["new"], nullptr);
  const auto& load = document["loads"][1];
  EXPECT_EQ(load["new"], (nlohmann::json{{"valid", 5}, {"invalid", 0}}));
  EXPECT_EQ(load["costs"][0]["metric"], "client_cpu_ns_per_op");
  EXPECT_EQ(load["costs"][0]["finding"], "costlier");
  EXPECT_EQ(load["costs"][0]["new_ns"], 250'000);
  EXPECT_NEAR(load["costs"][0]["interval"]["low"].get<double>(), 1.2, 1e-9);
  EXPECT_EQ(document["loads"][2]["costs"][0]["interval"], nullptr);
}

}  // namespace
}  // namespace tlsgauge::report
