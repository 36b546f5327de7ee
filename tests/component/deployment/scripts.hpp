#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "core/clock.hpp"
#include "core/file.hpp"

namespace tlsgauge::test_support {

/// A deadline on the machine's clock.
inline core::Deadline within(core::Nanoseconds time) { return {core::steady_clock(), time}; }

/// Whether a process runs: a zombie that nobody has reaped yet does not.
inline bool runs(int pid) {
  std::ifstream stat{"/proc/" + std::to_string(pid) + "/stat"};
  std::string number;
  std::string name;
  std::string state;
  return stat >> number >> name >> state && state != "Z" && state != "X";
}

/// Polls until `condition` holds or 5 s have passed. @return whether it holds.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
  const auto deadline = within(std::chrono::seconds{5});
  while (!condition()) {
    if (deadline.expired()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

/// A test with a directory of its own, in which it writes the programs that it starts.
class ScriptTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = core::TemporaryDirectory::make();
    ASSERT_TRUE(made.ok()) << message(made.status());
    directory_.emplace(*std::move(made));
  }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return directory_->path() / name; }

  /// Writes an executable shell script.
  [[nodiscard]] std::filesystem::path script(const std::string& name, const std::string& body) const {
    auto file = path(name);
    EXPECT_TRUE(core::write_file(file, "#!/bin/sh\n" + body + "\n", core::Readers::everyone).ok());
    EXPECT_EQ(::chmod(file.c_str(), 0755), 0);
    return file;
  }

  /// The number in a file that a script writes; waits for it.
  [[nodiscard]] int number_in(const std::string& name) const {
    int number = 0;
    EXPECT_TRUE(eventually([&] { return static_cast<bool>(std::ifstream{path(name)} >> number); })) << name;
    return number;
  }

  [[nodiscard]] std::string text_of(const std::string& name) const { return core::read_file(path(name)).value_or(""); }

 private:
  std::optional<core::TemporaryDirectory> directory_;
};

}  // namespace tlsgauge::test_support
