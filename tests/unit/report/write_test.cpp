#include "report/write.hpp"

#include <gmock/gmock.h>

#include "core/file.hpp"
#include "report/render.hpp"
#include "unit/report/sample_report.hpp"

namespace tlsgauge::report {
namespace {

using test_support::sample_report;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<std::string> files_in(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{directory})
    names.push_back(entry.path().filename().string());
  return names;
}

TEST(ReportFiles, AreThoseThatWereAskedFor) {
  const auto directory = core::TemporaryDirectory::make();
  ASSERT_TRUE(directory.ok());
  ASSERT_TRUE(write(sample_report(), {Format::json, Format::ctrf}, directory->path()).ok());
  EXPECT_THAT(files_in(directory->path()), UnorderedElementsAre("report.json", "ctrf.json"));
}

TEST(ReportFiles, HoldTheRenderings) {
  const auto directory = core::TemporaryDirectory::make();
  ASSERT_TRUE(directory.ok());
  const auto report = sample_report();
  ASSERT_TRUE(write(report, {Format::json, Format::junit, Format::ctrf}, directory->path()).ok());
  EXPECT_EQ(*core::read_file(directory->path() / "report.json"), to_json(report));
  EXPECT_EQ(*core::read_file(directory->path() / "junit.xml"), to_junit(report));
  EXPECT_EQ(*core::read_file(directory->path() / "ctrf.json"), to_ctrf(report));
}

TEST(ReportFiles, ReplaceThoseOfAnEarlierMoment) {
  const auto directory = core::TemporaryDirectory::make();
  ASSERT_TRUE(directory.ok());
  auto report = sample_report();
  ASSERT_TRUE(write(report, {Format::json}, directory->path()).ok());
  report.interrupted = false;
  ASSERT_TRUE(write(report, {Format::json}, directory->path()).ok());
  EXPECT_THAT(files_in(directory->path()), UnorderedElementsAre("report.json"));
  EXPECT_EQ(*core::read_file(directory->path() / "report.json"), to_json(report));
}

TEST(ReportFiles, ThatCannotBeWrittenAreNamed) {
  const auto status = write(sample_report(), {Format::json}, "/nowhere");
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(message(status), HasSubstr("/nowhere/report.json"));
}

}  // namespace
}  // namespace tlsgauge::report
