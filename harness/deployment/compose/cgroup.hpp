#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string_view>

#include "core/clock.hpp"

namespace tlsgauge::deployment::compose {

/// Where a control group's CPU time stands, and in which unit: cgroups(7), version 1 or 2.
struct CpuAccount {
  std::filesystem::path file;  ///< below the mount point of the hierarchies
  bool version_2 = false;      ///< a line "usage_usec N" among others; version 1: nanoseconds and nothing else
};

/// The account named by the text of /proc/PID/cgroup. @return nothing for the root group, which is the whole machine's.
[[nodiscard]] std::optional<CpuAccount> cpu_account(std::string_view proc_cgroup);

/// CPU time that all processes of the control group of `pid` have used. @return nothing where it cannot be seen.
[[nodiscard]] std::optional<core::Nanoseconds> cgroup_cpu(pid_t pid);

}  // namespace tlsgauge::deployment::compose
