#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace tlsgauge::core {

/// What to start. No shell reads any of it.
struct ProcessOptions {
  std::vector<std::string> argv;                   ///< argv[0] is looked up in PATH unless it holds a slash
  std::map<std::string, std::string> environment;  ///< added to, or replacing entries of, our own environment
  std::filesystem::path directory;                 ///< working directory; empty: ours
  std::filesystem::path output;                    ///< receives stdout and stderr (appended, 0600)
  std::optional<std::uint64_t> largest_file = {};  ///< bytes that the program can write into one file; RLIMIT_FSIZE
  bool to_our_stderr = false;                      ///< stdout and stderr go to our own stderr instead
};

/// How a process ended.
struct ProcessEnd {
  int exit_code = 0;  ///< meaningful when `signal` is 0
  int signal = 0;

  [[nodiscard]] bool succeeded() const noexcept { return exit_code == 0 && signal == 0; }
};

/// "exit code 3" or "signal 9 (Killed)".
[[nodiscard]] std::string describe(const ProcessEnd& end);

/// A child process and everything it starts (a process group): a lease. The kernel kills the child when the thread that
/// started it ends, so start long-lived children from a long-lived thread; a harness that is itself killed leaves none.
class Process {
 public:
  /// Starts `options.argv`. @return NotFound when the program does not exist.
  [[nodiscard]] static Result<Process> start(const ProcessOptions& options);

  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  ///< SIGTERM to the group, 2 s grace, SIGKILL, reap

  /// Waits for the end. @return nothing when `deadline` passes first; the process then still runs.
  [[nodiscard]] std::optional<ProcessEnd> wait(const Deadline& deadline);
  /// The end, if it has come.
  [[nodiscard]] std::optional<ProcessEnd> poll();
  /// SIGTERM, up to `grace`, SIGKILL; returns when the process is reaped and its group is gone.
  ProcessEnd stop(Nanoseconds grace);
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

 private:
  explicit Process(pid_t pid) : pid_{pid} {}
  pid_t pid_ = -1;  // -1: moved from
  std::optional<ProcessEnd> end_;
};

/// CPU time that all threads of a process have used, those that have ended included. @return nothing when it is gone.
[[nodiscard]] std::optional<Nanoseconds> process_cpu(pid_t pid);

/// What a process holds.
struct Resources {
  std::size_t descriptors = 0;  ///< that are open
  std::uint64_t memory = 0;     ///< octets of it that are in main memory
};

/// What a process holds now (proc(5)). @return nothing where it is gone, or another user's.
[[nodiscard]] std::optional<Resources> process_resources(pid_t pid);

/// What a program that ran to its end left behind.
struct Finished {
  ProcessEnd end;
  bool timed_out = false;  ///< it was stopped because the deadline passed
  std::string output;      ///< stdout and stderr, at most 1 MiB
};

/// Runs a program to its end or to the deadline. `options.output` may be empty: the output then goes through a file
/// that is removed again.
[[nodiscard]] Result<Finished> run_to_end(ProcessOptions options, const Deadline& deadline);

}  // namespace tlsgauge::core
