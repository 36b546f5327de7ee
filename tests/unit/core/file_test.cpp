#include "core/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

namespace tlsgauge::core {
namespace {

using testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TemporaryDirectory::make();
    ASSERT_TRUE(made.ok());
    directory_.emplace(*std::move(made));
  }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return directory_->path() / name; }

  [[nodiscard]] static unsigned mode_of(const std::filesystem::path& file) {
    struct stat facts {};
    return ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0U;
  }

  [[nodiscard]] std::size_t entries() const {
    const std::filesystem::directory_iterator all{directory_->path()};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  std::optional<TemporaryDirectory> directory_;
};

TEST_F(FileTest, ReadsWhatWasWritten) {
  const std::string bytes{"a\0b\n", 4};
  ASSERT_TRUE(write_file(path("f"), bytes, Readers::everyone).ok());
  EXPECT_EQ(read_file(path("f")).value(), bytes);
}

TEST_F(FileTest, WritesKeysForTheirOwnerOnly) {
  ASSERT_TRUE(write_file(path("key"), "secret", Readers::owner_only).ok());
  EXPECT_EQ(mode_of(path("key")), 0600U);
  ASSERT_TRUE(write_file(path("report"), "public", Readers::everyone).ok());
  EXPECT_EQ(mode_of(path("report")), 0644U);
}

TEST_F(FileTest, ReplacesAFileWhoeverCouldReadIt) {
  ASSERT_TRUE(write_file(path("key"), "old", Readers::everyone).ok());
  ASSERT_TRUE(write_file(path("key"), "new", Readers::owner_only).ok());
  EXPECT_EQ(mode_of(path("key")), 0600U);
  EXPECT_EQ(read_file(path("key")).value(), "new");
}

TEST_F(FileTest, GivesAReaderTheOldBytesOrTheNew) {
  ASSERT_TRUE(write_file(path("f"), "old", Readers::everyone).ok());
  std::ifstream reader{path("f")};
  ASSERT_TRUE(write_file(path("f"), "new bytes", Readers::everyone).ok());
  std::string seen;
  std::getline(reader, seen);
  EXPECT_EQ(seen, "old");
}

TEST_F(FileTest, LeavesNothingBehindWhenItCannotReplace) {
  ASSERT_TRUE(std::filesystem::create_directory(path("taken")));
  const auto status = write_file(path("taken"), "bytes", Readers::everyone);
  EXPECT_THAT(message(status), HasSubstr("taken"));
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileTest, NamesTheDirectoryThatIsMissing) {
  const auto status = write_file(path("nowhere/f"), "bytes", Readers::everyone);
  EXPECT_THAT(message(status), HasSubstr("nowhere/f: No such file or directory"));
}

TEST_F(FileTest, SaysThatAFileIsMissing) {
  const auto bytes = read_file(path("absent"));
  EXPECT_EQ(bytes.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(bytes.status()), HasSubstr("absent"));
}

TEST_F(FileTest, RefusesWhatIsNoRegularFile) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_THAT(message(read_file(path("fifo")).status()), HasSubstr("not a regular file"));
  EXPECT_THAT(message(read_file(directory_->path()).status()), HasSubstr("not a regular file"));
}

TEST_F(FileTest, RefusesAFileLargerThanTheLimit) {
  ASSERT_TRUE(write_file(path("f"), "12345", Readers::everyone).ok());
  EXPECT_TRUE(read_file(path("f"), 5).ok());
  EXPECT_THAT(message(read_file(path("f"), 4).status()), HasSubstr("larger than 4 bytes"));
}

TEST_F(FileTest, MakesDirectoriesForTheirOwnerOnly) {
  ASSERT_TRUE(make_directory(path("a/keys"), Readers::owner_only).ok());
  EXPECT_EQ(mode_of(path("a/keys")), 0700U);
  EXPECT_TRUE(make_directory(path("a/keys"), Readers::owner_only).ok());
}

TEST_F(FileTest, SaysWhatStandsInADirectorysPlace) {
  ASSERT_TRUE(write_file(path("f"), "", Readers::everyone).ok());
  EXPECT_THAT(message(make_directory(path("f/below"), Readers::everyone)), HasSubstr("f/below"));
}

TEST(TemporaryDirectory, GoesWithEverythingInIt) {
  std::filesystem::path path;
  {
    auto directory = TemporaryDirectory::make();
    ASSERT_TRUE(directory.ok());
    path = directory->path();
    ASSERT_TRUE(write_file(path / "f", "", Readers::everyone).ok());
    const TemporaryDirectory moved{*std::move(directory)};
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace tlsgauge::core
