#include "deployment/compose/cgroup.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace tlsgauge::deployment::compose {
namespace {

TEST(CpuAccount, OfVersion2IsTheUnifiedHierarchys) {
  const auto account = cpu_account("0::/system.slice/docker-1f.scope\n");
  ASSERT_TRUE(account);
  EXPECT_EQ(account->file, "system.slice/docker-1f.scope/cpu.stat");
  EXPECT_TRUE(account->version_2);
}

TEST(CpuAccount, OfVersion1IsThatOfItsController) {
  const auto account = cpu_account("12:memory:/docker/1f\n6:cpu,cpuacct:/docker/1f\n0::/docker/1f\n");
  ASSERT_TRUE(account);
  EXPECT_EQ(account->file, "cpuacct/docker/1f/cpuacct.usage");
  EXPECT_FALSE(account->version_2);
}

TEST(CpuAccount, OfTheWholeMachineIsNoContainers) {
  EXPECT_FALSE(cpu_account("0::/\n"));
  EXPECT_FALSE(cpu_account("0:://\n"));
  EXPECT_FALSE(cpu_account("6:cpu,cpuacct:/\n0::/\n"));
}

TEST(CpuAccount, OfAnythingElseIsNone) {
  for (const auto* text : {"", "\n", "0", "0:", "::", "no colons at all", "1:name=systemd:/x"})
    EXPECT_FALSE(cpu_account(text)) << text;
}

}  // namespace
}  // namespace tlsgauge::deployment::compose
