#include "load/descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace tlsgauge::load {
namespace {

std::uint64_t descriptors_in_use() {
  std::error_code unreadable;
  const std::filesystem::directory_iterator all{"/proc/self/fd", unreadable};
  return static_cast<std::uint64_t>(std::distance(begin(all), end(all)));
}

}  // namespace

Status allow_descriptors(std::uint64_t count) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return system_fault("read the limit of open files");
  const auto needed = descriptors_in_use() + count;
  if (needed <= limit.rlim_cur) return absl::OkStatus();
  if (needed > limit.rlim_max)
    return precondition("these connections need " + std::to_string(needed) + " open files, and this process may have " +
                        std::to_string(limit.rlim_max) +
                        ": ask for fewer --connections, or raise the hard limit (ulimit -Hn, LimitNOFILE=)");
  limit.rlim_cur = needed;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return system_fault("raise the limit of open files");
  return absl::OkStatus();
}

}  // namespace tlsgauge::load
