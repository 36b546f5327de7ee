#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/file.hpp"
#include "scenario/catalogue.hpp"

namespace tlsgauge::test_support {

/// A directory of scenario files, which a test writes and loads.
class CatalogueDirectory {
 public:
  CatalogueDirectory() : directory_{core::TemporaryDirectory::make()} { EXPECT_TRUE(directory_.ok()); }

  /// Writes `bytes` to `name`, whose folders are made.
  void write(const std::string& name, const std::string& bytes) const {
    const auto file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    EXPECT_TRUE(core::write_file(file, bytes, core::Readers::everyone).ok());
  }

  [[nodiscard]] const std::filesystem::path& path() const { return directory_->path(); }

 private:
  Result<core::TemporaryDirectory> directory_;
};

/// What one scenario file of these bytes holds, or what is wrong with it.
inline Result<std::vector<model::Scenario>> load_text(const std::string& bytes) {
  const CatalogueDirectory directory;
  directory.write("file.json", bytes);
  return scenario::load_catalogue(directory.path());
}

/// The same, for a scenario of the group "suite/group" with the id "id" and these members besides.
inline Result<std::vector<model::Scenario>> load_members(const std::string& members) {
  return load_text(R"({"group": "suite/group", "scenarios": [{"id": "id", "title": "A title", )" + members + "}]}");
}

/// The one scenario of `loaded`; the test fails where there is none, or more.
inline model::Scenario only(const Result<std::vector<model::Scenario>>& loaded) {
  EXPECT_TRUE(loaded.ok()) << message(loaded.status());
  if (!loaded.ok() || loaded->empty()) return {};
  EXPECT_EQ(loaded->size(), 1U);
  return loaded->front();
}

}  // namespace tlsgauge::test_support
