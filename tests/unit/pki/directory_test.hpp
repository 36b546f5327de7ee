#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/file.hpp"
#include "pki/key_pair.hpp"
#include "pki/layout.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {

/// A moment for what is to be the same whenever a test runs.
inline constexpr std::time_t kNow = 1'800'000'000;
/// In seconds.
inline constexpr std::time_t kDay = 86'400;

/// A test with a directory of its own, in which certificates are made and looked at.
class DirectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = core::TemporaryDirectory::make();
    ASSERT_TRUE(made.ok()) << made.status();
    temporary_.emplace(*std::move(made));
  }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return temporary_->path() / name; }

  /// Elliptic curve keys unless the kind matters: they are made in no time.
  std::filesystem::path generated(Layout layout, GenerateOptions options = {.key = KeyKind::ec_p256}) const {
    options.layout = layout;
    const auto directory = path("certs");
    const auto files = generate(directory, options);
    EXPECT_TRUE(files.ok()) << files.status();
    return directory;
  }

  static tls::Certificate certificate(const std::filesystem::path& file) {
    auto contents = read_pem(file);
    EXPECT_TRUE(contents.ok()) << contents.status();
    if (!contents.ok() || contents->certificates.empty()) return nullptr;
    return std::move(contents->certificates.front());
  }

  static tls::Key key(const std::filesystem::path& file) {
    auto contents = read_pem(file);
    EXPECT_TRUE(contents.ok()) << contents.status();
    return contents.ok() ? std::move(contents->key) : nullptr;
  }

  static bool is_pair(const std::filesystem::path& directory, const std::string& stem) {
    return same_public_key(public_key(certificate(directory / (stem + ".pem"))), key(directory / (stem + ".key")));
  }

  static std::string text(const std::filesystem::path& file) {
    auto bytes = core::read_file(file);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.ok() ? *std::move(bytes) : std::string{};
  }

  static void write(const std::filesystem::path& file, const std::string& bytes) {
    const auto written = core::write_file(file, bytes, core::Readers::owner_only);
    ASSERT_TRUE(written.ok()) << written;
  }

  static unsigned mode_of(const std::filesystem::path& file) {
    struct stat facts {};
    return ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0U;
  }

  /// Every entry below `directory` with its bytes or its target: equal before and after means that nothing changed.
  static std::map<std::string, std::string> snapshot(const std::filesystem::path& directory) {
    std::map<std::string, std::string> entries;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
      auto& what = entries[entry.path().string()];
      if (entry.is_symlink())
        what = "-> " + std::filesystem::read_symlink(entry.path()).string();
      else
        what = entry.is_directory() ? "directory" : text(entry.path());
    }
    return entries;
  }

  /// The names in `directory`, sorted.
  static std::vector<std::string> names_in(const std::filesystem::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{directory})
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::optional<core::TemporaryDirectory> temporary_;
};

}  // namespace tlsgauge::pki
