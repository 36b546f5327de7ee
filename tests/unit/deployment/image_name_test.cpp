#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "core/file.hpp"
#include "deployment/compose/image.hpp"

namespace tlsgauge::deployment::compose {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class ImageNameTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = core::TemporaryDirectory::make();
    ASSERT_TRUE(made.ok());
    directory_.emplace(*std::move(made));
    source_ = {.target = "example", .folder = path("folder"), .additions = {{"program", path("program")}}};
    std::filesystem::create_directory(path("folder"));
    write("folder/Dockerfile", "FROM scratch");
    write("program", "one");
  }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return directory_->path() / name; }

  /// Writes a file, and gives it a time of change that it has had before.
  void write(const std::string& name, const std::string& text, int second = 0) const {
    std::ofstream{path(name)} << text;
    std::filesystem::last_write_time(path(name), std::filesystem::file_time_type{std::chrono::seconds{second}});
  }

  [[nodiscard]] std::string name() const { return image_name(source_).value_or(""); }

  ImageSource source_;

 private:
  std::optional<core::TemporaryDirectory> directory_;
};

TEST_F(ImageNameTest, HasATagThatStaysAsLongAsItsFilesDo) {
  EXPECT_THAT(name(), MatchesRegex("tlsgauge-example:[0-9a-f]{16}"));
  EXPECT_EQ(name(), name());
}

TEST_F(ImageNameTest, ChangesWithAFilesSizeTimeOrName) {
  const auto before = name();
  write("program", "longer");
  const auto longer = name();
  EXPECT_NE(longer, before);
  write("program", "longer", 1);
  const auto later = name();
  EXPECT_NE(later, longer);
  std::filesystem::rename(path("folder/Dockerfile"), path("folder/Containerfile"));
  EXPECT_NE(name(), later);
}

TEST_F(ImageNameTest, OfFilesThatAreNotThereIsAFaultThatNamesThem) {
  std::filesystem::remove(path("program"));
  const auto result = image_name(source_);
  EXPECT_TRUE(absl::IsNotFound(result.status()));
  EXPECT_THAT(message(result.status()), HasSubstr(path("program").string()));
}

}  // namespace
}  // namespace tlsgauge::deployment::compose
