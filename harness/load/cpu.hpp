#pragma once

#include <pthread.h>

#include <chrono>

namespace tlsgauge::load {

/// CPU time that the calling thread has used, user and system.
[[nodiscard]] std::chrono::nanoseconds thread_cpu();

/// The same of another thread, which still runs.
[[nodiscard]] std::chrono::nanoseconds thread_cpu(pthread_t thread);

/// CPU time that all threads of this process have used, those that have ended included.
[[nodiscard]] std::chrono::nanoseconds own_process_cpu();

}  // namespace tlsgauge::load
