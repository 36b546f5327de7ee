#include <gtest/gtest.h>
#include <unistd.h>

#include "core/descriptor.hpp"
#include "core/process.hpp"

namespace tlsgauge::core {
namespace {

TEST(ProcessResources, CountWhatIsOpen) {
  const auto before = process_resources(::getpid());
  ASSERT_TRUE(before);
  EXPECT_GT(before->memory, 0U);
  {
    const Descriptor one{::dup(STDERR_FILENO)};
    const Descriptor other{::dup(STDERR_FILENO)};
    const auto meanwhile = process_resources(::getpid());
    ASSERT_TRUE(meanwhile);
    EXPECT_EQ(meanwhile->descriptors, before->descriptors + 2);
  }
  EXPECT_EQ(process_resources(::getpid())->descriptors, before->descriptors);
}

TEST(ProcessResources, CannotBeSeenOfAProcessThatIsNone) { EXPECT_FALSE(process_resources(-1)); }

}  // namespace
}  // namespace tlsgauge::core
