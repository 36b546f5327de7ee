#include "core/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include "core/descriptor.hpp"
#include "core/file.hpp"

namespace tlsgauge::core {
namespace {

using namespace std::chrono_literals;

/// argv or environment in the shape that exec wants; the strings must outlive it.
std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (auto& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& extra) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    if (!extra.contains(std::string{text.substr(0, text.find('='))})) result.emplace_back(text);
  }
  for (const auto& [name, value] : extra) result.push_back(name + "=" + value);
  return result;
}

/// The program's path as exec would find it, so that "no such program" is known before the fork.
std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (::access(name.c_str(), X_OK) == 0) return name;
    return std::nullopt;
  }
  const char* path = std::getenv("PATH");
  std::string_view rest{path != nullptr ? path : "/usr/bin:/bin"};
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    auto candidate = std::string{rest.substr(0, colon)}.append("/").append(name);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
  }
  return std::nullopt;
}

struct Prepared {
  std::string program;
  std::vector<char*> argv;
  std::vector<char*> environment;
  const char* directory;
  int output;
  rlim_t largest_file;
  pid_t parent;
};

/// Between fork and exec: only async-signal-safe calls. Reports errno through `report` and ends.
[[noreturn]] void become(const Prepared& prepared, int report) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  static_cast<void>(::signal(SIGPIPE, SIG_DFL));
  const rlimit file_size{.rlim_cur = prepared.largest_file, .rlim_max = prepared.largest_file};
  if (prepared.largest_file != RLIM_INFINITY) ::setrlimit(RLIMIT_FSIZE, &file_size);
  const int input = ::open("/dev/null", O_RDONLY);
  const bool ready = ::getppid() == prepared.parent && input >= 0 && ::dup2(input, STDIN_FILENO) >= 0 &&
                     ::dup2(prepared.output, STDOUT_FILENO) >= 0 && ::dup2(prepared.output, STDERR_FILENO) >= 0 &&
                     (prepared.directory == nullptr || ::chdir(prepared.directory) == 0);
  // A connection that a library opened without O_CLOEXEC would stay open for as long as the child lives.
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  if (ready) ::execve(prepared.program.c_str(), prepared.argv.data(), prepared.environment.data());
  const int error = errno;
  [[maybe_unused]] const auto written = ::write(report, &error, sizeof error);
  ::_exit(127);
}

/// Waits for exec, which closes the pipe, or for the errno that the child reports. @return 0 when exec succeeded.
int error_before_exec(int pipe) {
  int error = 0;
  ssize_t got = 0;
  do {
    got = ::read(pipe, &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  return got == sizeof error ? error : 0;
}

}  // namespace

std::string describe(const ProcessEnd& end) {
  if (end.signal != 0) return "signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")";
  return "exit code " + std::to_string(end.exit_code);
}

Result<Process> Process::start(const ProcessOptions& options) {
  if (options.argv.empty() || (options.output.empty() && !options.to_our_stderr))
    return internal("a process needs an argv and an output file");
  auto program = find_program(options.argv.front());
  if (!program) return missing(options.argv.front() + ": no such program; install it or put it in PATH");

  const Descriptor output{options.to_our_stderr
                              ? ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
                              : ::open(options.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (!output.open()) return system_fault("open " + options.output.string());
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_fault("make a pipe");
  const Descriptor from_child{ends[0]};
  Descriptor to_parent{ends[1]};

  auto argv = options.argv;
  auto environment = merged_environment(options.environment);
  const Prepared prepared{.program = *program,
                          .argv = pointers(argv),
                          .environment = pointers(environment),
                          .directory = options.directory.empty() ? nullptr : options.directory.c_str(),
                          .output = output.get(),
                          .largest_file = options.largest_file.value_or(RLIM_INFINITY),
                          .parent = ::getpid()};
  const pid_t pid = ::fork();
  if (pid == 0) become(prepared, to_parent.get());
  if (pid < 0) return system_fault("fork");
  ::setpgid(pid, pid);  // also here: whoever comes first, the group exists before anybody signals it
  to_parent.close();

  Process process{pid};
  const int error = error_before_exec(from_child.get());
  if (error == 0) return process;
  process.stop(0s);
  errno = error;
  return system_fault("start " + *program);
}

Process::Process(Process&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)}, end_{std::exchange(other.end_, std::nullopt)} {}

Process::~Process() {
  if (pid_ > 0) stop(2s);
}

std::optional<ProcessEnd> Process::poll() {
  if (end_ || pid_ < 0) return end_;
  siginfo_t info{};
  const auto waited = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (waited != 0 || info.si_pid == 0) return std::nullopt;
  // Descendants that outlived their parent go first: while it is a zombie, its group's number cannot be another's.
  ::kill(-pid_, SIGKILL);
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
  const bool exited = info.si_code == CLD_EXITED;
  end_ = ProcessEnd{.exit_code = exited ? info.si_status : 0, .signal = exited ? 0 : info.si_status};
  return end_;
}

std::optional<ProcessEnd> Process::wait(const Deadline& deadline) {
  for (auto pause = 1ms;; pause = std::min(pause * 2, std::chrono::milliseconds{20})) {
    if (auto end = poll()) return end;
    if (deadline.expired()) return std::nullopt;
    std::this_thread::sleep_for(pause);
  }
}

ProcessEnd Process::stop(Nanoseconds grace) {
  if (const auto end = poll()) return *end;
  if (pid_ < 0) return {};  // moved from: a signal to group 1 would be a signal to init
  if (grace > 0s) {
    ::kill(-pid_, SIGTERM);
    if (const auto end = wait(Deadline{steady_clock(), grace})) return *end;
  }
  ::kill(-pid_, SIGKILL);
  const auto end = wait(Deadline{steady_clock(), 5s});
  return end.value_or(ProcessEnd{.exit_code = 0, .signal = SIGKILL});
}

std::optional<Nanoseconds> process_cpu(pid_t pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return std::nullopt;
  return std::chrono::seconds{used.tv_sec} + Nanoseconds{used.tv_nsec};
}

std::optional<Resources> process_resources(pid_t pid) {
  const std::filesystem::path directory = "/proc/" + std::to_string(pid);
  std::error_code error;
  const std::filesystem::directory_iterator open{directory / "fd", error};
  if (error) return std::nullopt;
  const auto statm = read_file(directory / "statm");
  if (!statm.ok()) return std::nullopt;
  std::istringstream pages{*statm};  // size, resident, …
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  if (!(pages >> size >> resident)) return std::nullopt;
  return Resources{.descriptors = static_cast<std::size_t>(std::distance(begin(open), end(open))),
                   .memory = resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};
}

Result<Finished> run_to_end(ProcessOptions options, const Deadline& deadline) {
  constexpr std::size_t kMaxOutput = 1U << 20U;
  auto scratch = TemporaryDirectory::make();
  if (!scratch.ok()) return scratch.status();
  if (options.output.empty()) options.output = scratch->path() / "output";

  auto process = Process::start(options);
  if (!process.ok()) return process.status();
  Finished finished;
  if (const auto end = process->wait(deadline)) {
    finished.end = *end;
  } else {
    finished.timed_out = true;
    finished.end = process->stop(1s);
  }
  if (options.to_our_stderr) return finished;
  auto output = read_file(options.output, 64 * kMaxOutput);
  finished.output = output.ok() ? output->substr(0, kMaxOutput) : "(the output exceeds 64 MiB)";
  return finished;
}

}  // namespace tlsgauge::core
