#include <gtest/gtest.h>

#include <csignal>

#include "core/process.hpp"

namespace tlsgauge::core {
namespace {

TEST(ProcessEnd, IsDescribedAsAClause) {
  EXPECT_EQ(describe({.exit_code = 3, .signal = 0}), "exit code 3");
  EXPECT_EQ(describe({.exit_code = 0, .signal = SIGKILL}), "signal 9 (Killed)");
}

TEST(ProcessEnd, SucceededOnlyWithZeroAndNoSignal) {
  EXPECT_TRUE((ProcessEnd{.exit_code = 0, .signal = 0}.succeeded()));
  EXPECT_FALSE((ProcessEnd{.exit_code = 1, .signal = 0}.succeeded()));
  EXPECT_FALSE((ProcessEnd{.exit_code = 0, .signal = SIGTERM}.succeeded()));
}

}  // namespace
}  // namespace tlsgauge::core
