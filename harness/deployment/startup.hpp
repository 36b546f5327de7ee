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

/// Waits until `ready` returns true, asking every few milliseconds. `name` is the target's, for messages.
///
/// @return what `ready` fails with; Internal when the process ends first, or Unimplemented when it ends with
/// kUnsupportedExitCode; DeadlineExceeded or Cancelled when `deadline` does. Each quotes the log's telling line.
[[nodiscard]] Status wait_until_ready(const std::string& name, core::Process& process, const LogFollower& log,
                                      const std::function<Result<bool>()>& ready, const core::Deadline& deadline);

}  // namespace tlsgauge::deployment
