#include <gmock/gmock.h>

#include "unit/scenario/catalogue_directory.hpp"

namespace tlsgauge::scenario {
namespace {

using test_support::CatalogueDirectory;
using testing::ElementsAre;

std::string file_of(const std::string& group) {
  return R"({"$schema": "x", "about": "y", "group": ")" + group + R"(", "exchange": {"kind": "tls"},
             "expect": {"security": "accept"}, "scenarios": [{"id": "only", "title": "t"}]})";
}

std::vector<std::string> ids_in(const CatalogueDirectory& directory) {
  const auto loaded = load_catalogue(directory.path());
  EXPECT_TRUE(loaded.ok()) << message(loaded.status());
  std::vector<std::string> ids;
  if (loaded.ok())
    for (const auto& scenario : *loaded) ids.push_back(scenario.id);
  return ids;
}

TEST(Catalogue, IsReadInTheOrderOfFileNames) {
  const CatalogueDirectory directory;
  directory.write("suite/b.json", file_of("suite/b"));
  directory.write("suite/a.json", file_of("suite/a"));
  directory.write("another/z.json", file_of("another/z"));
  EXPECT_THAT(ids_in(directory), ElementsAre("another/z/only", "suite/a/only", "suite/b/only"));
}

TEST(Catalogue, LeavesOutWhatIsNoScenarioFile) {
  const CatalogueDirectory directory;
  directory.write("suite/a.json", file_of("suite/a"));
  directory.write("suite/clients/client.py", "import this");
  directory.write("README.md", "# Scenarios");
  directory.write("scenario.schema.json", "{}");
  directory.write("deviations.schema.json", "{}");
  directory.write("deviations/target.json", R"({"deviations": []})");
  EXPECT_THAT(ids_in(directory), ElementsAre("suite/a/only"));
}

TEST(Catalogue, RemembersTheFolderOfEachScenario) {
  const CatalogueDirectory directory;
  directory.write("suite/a.json", file_of("suite/a"));
  const auto loaded = load_catalogue(directory.path());
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->front().folder, directory.path() / "suite");
}

TEST(Catalogue, OfNoFilesIsEmpty) { EXPECT_TRUE(ids_in(CatalogueDirectory{}).empty()); }

struct GlobCase {
  std::string_view name;
  const char* glob;
  const char* id;
  bool matches;
};

class Glob : public testing::TestWithParam<GlobCase> {};

TEST_P(Glob, MatchesTheWholeId) { EXPECT_EQ(matches(GetParam().glob, GetParam().id), GetParam().matches); }

INSTANTIATE_TEST_SUITE_P(Scenario, Glob,
                         testing::Values(GlobCase{"Itself", "a/b@c", "a/b@c", true},
                                         GlobCase{"PartOnly", "a/b", "a/b@c", false},
                                         GlobCase{"StarPassesSlashes", "a/*", "a/b/c@d+e", true},
                                         GlobCase{"StarMatchesNothing", "a/b*", "a/b", true},
                                         GlobCase{"QuestionMark", "a/?", "a/bc", false},
                                         GlobCase{"Set", "a/[bc]", "a/c", true}, GlobCase{"Empty", "", "a", false}),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::scenario
