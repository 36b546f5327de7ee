#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/file.hpp"
#include "report/render.hpp"
#include "unit/report/sample_report.hpp"

// The renderings of one report, compared with the files in tests/golden. TLSGAUGE_UPDATE_GOLDEN=1 writes them anew:
// read the difference before you commit it, other programs read these formats.
namespace tlsgauge::report {
namespace {

using test_support::sample_report;

struct Rendering {
  std::string_view name;
  std::string_view file;
  std::string (*render)(const model::Report&);
};

class Golden : public testing::TestWithParam<Rendering> {};

TEST_P(Golden, RenderingHasNotChanged) {
  const auto file = std::filesystem::path{TLSGAUGE_SOURCE_DIR} / "tests" / "golden" / GetParam().file;
  const auto rendered = GetParam().render(sample_report());
  const char* update = std::getenv("TLSGAUGE_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view{update} == "1") {
    ASSERT_TRUE(core::write_file(file, rendered, core::Readers::everyone).ok());
    GTEST_SKIP() << "wrote " << file;
  }
  const auto golden = core::read_file(file);
  ASSERT_TRUE(golden.ok()) << message(golden.status());
  EXPECT_EQ(rendered, *golden);
}

std::string console(const model::Report& report) { return to_console(report, {}); }
std::string console_in_color(const model::Report& report) { return to_console(report, {.color = true}); }
std::string console_without_passes(const model::Report& report) { return to_console(report, {.passes_too = false}); }

INSTANTIATE_TEST_SUITE_P(
    Report, Golden,
    testing::Values(Rendering{"Json", "report.json", to_json}, Rendering{"Junit", "junit.xml", to_junit},
                    Rendering{"Ctrf", "ctrf.json", to_ctrf}, Rendering{"Console", "console.txt", console},
                    Rendering{"ConsoleInColor", "console-color.txt", console_in_color},
                    Rendering{"ConsoleWithoutPasses", "console-quiet.txt", console_without_passes}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(SampleReport, HoldsEveryVerdict) {
  const auto summary = model::summarize(sample_report());
  for (const int count : {summary.passed, summary.failed, summary.hung, summary.xfailed, summary.xpassed,
                          summary.skipped, summary.errors})
    EXPECT_GT(count, 0);
}

TEST(Json, BeginsWithTheSchemaVersion) {
  EXPECT_TRUE(to_json(model::Report{}).starts_with("{\n  \"schema_version\": 1,"));
}

TEST(Json, HoldsAByteThatIsNoUtf8AsAReplacement) {
  auto report = sample_report();
  report.results.front().observed->detail = "said \xff\xfe";
  const auto parsed = nlohmann::json::parse(to_json(report));
  EXPECT_EQ(parsed["results"][0]["observed"]["detail"], "said \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Ctrf, CountsWhatItsTestsSay) {
  const auto results = nlohmann::json::parse(to_ctrf(sample_report()))["results"];
  std::map<std::string, int> counts;
  for (const auto& test : results["tests"]) ++counts[test["status"].get<std::string>()];
  EXPECT_EQ(results["summary"]["tests"], results["tests"].size());
  for (const auto* word : {"passed", "failed", "skipped", "pending", "other"})
    EXPECT_EQ(results["summary"][word], counts[word]) << word;
}

TEST(Junit, EscapesWhatAPeerSaid) {
  auto report = sample_report();
  report.results.resize(1);
  report.results.front().verdict = model::Broken{.fault = "<\"&\x01\x1b[2J\xff>"};
  EXPECT_THAT(to_junit(report), testing::HasSubstr("<error message=\"&lt;&quot;&amp;??[2J\xEF\xBF\xBD&gt;\"/>"));
}

TEST(Console, LetsNoPeerDriveTheTerminal) {
  auto report = sample_report();
  report.results.front().observed->detail = "\x1b[2J\r\nall passed";
  const auto text = to_console(report, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(text, testing::HasSubstr("?[2J??all passed"));
}

TEST(SummaryLine, NamesOnlyWhatThereIs) {
  EXPECT_EQ(summary_line(model::Report{}), "0 scenarios: 0 passed");
  EXPECT_EQ(summary_line(sample_report()),
            "9 scenarios: 2 passed, 1 failed, 1 hung, 1 passed unexpectedly, 1 failed as explained, 1 skipped, "
            "2 not judged (harness); interrupted");
}

TEST(Rfc3339, IsUtcInSeconds) {
  using namespace std::chrono_literals;
  EXPECT_EQ(rfc3339(std::chrono::system_clock::time_point{0s}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(std::chrono::system_clock::time_point{1'767'323'045s}), "2026-01-02T03:04:05Z");
}

}  // namespace
}  // namespace tlsgauge::report
