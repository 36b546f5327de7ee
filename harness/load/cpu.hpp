#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace tlsgauge::load {

/// CPU time that the calling thread has used, user and system.
[[nodiscard]] std::chrono::nanoseconds thread_cpu();

/// CPU time that all threads of a process have used, from /proc/PID/task/*/schedstat, in nanoseconds and without the
/// ticks of /proc/PID/stat. @return nothing when the process is gone or the kernel does not tell.
[[nodiscard]] std::optional<std::chrono::nanoseconds> process_cpu(pid_t pid);

}  // namespace tlsgauge::load
