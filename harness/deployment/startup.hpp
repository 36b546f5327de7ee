#pragma once

#include <functional>
#include <string>

#include "core/clock.hpp"
#include "core/process.hpp"
#include "core/result.hpp"
#include "deployment/log.hpp"

namespace tlsgauge::deployment {

/// The exit code by which a target says that it does not support what was asked.
inline constexpr int kUnsupportedExitCode = 89;

/// Whether a target is ready yet; a fault where it never will be.
using Readiness = std::function<Result<bool>()>;

/// Waits until `ready` returns true, asking every few milliseconds. `name` is the target's, for messages.
///
/// @return what `ready` fails with; DeadlineExceeded, quoting the log's telling line, or Cancelled when `deadline`
/// ends.
[[nodiscard]] Status wait_until(const std::string& name, const LogFollower& log, const Readiness& ready,
                                const core::Deadline& deadline);

/// That a target ended before it was ready: Unimplemented where it ended with kUnsupportedExitCode, else Internal.
/// Quotes the log's telling line.
[[nodiscard]] Status ended_too_early(const std::string& name, const core::ProcessEnd& end, const LogFollower& log);

/// As wait_until, for a target that is a process of ours.
/// @return also ended_too_early when the process does.
[[nodiscard]] Status wait_until_ready(const std::string& name, core::Process& process, const LogFollower& log,
                                      const Readiness& ready, const core::Deadline& deadline);

}  // namespace tlsgauge::deployment
