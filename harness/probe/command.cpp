#include "core/process.hpp"
#include "probe/classify.hpp"
#include "probe/probes.hpp"

namespace tlsgauge::probe {
namespace {

/// The program's last line that says anything: clients put the cause there.
std::string last_line(const std::string& output) {
  constexpr std::size_t kMaxLine = 300;
  const auto end = output.find_last_not_of(" \r\n");
  if (end == std::string::npos) return {};
  const auto newline = output.rfind('\n', end);
  const auto begin = newline == std::string::npos ? 0 : newline + 1;
  return output.substr(begin, std::min(end + 1 - begin, kMaxLine));
}

}  // namespace

Result<model::Observation> probe_command(const model::CommandExchange& command, const Aim& aim) {
  constexpr std::size_t kMaxText = 64U << 10U;
  constexpr std::uint64_t kMaxFile = 64U << 20U;  // a client that a server sends nonsense may print without end
  const auto started = aim.deadline.now();
  // A proxy of the user's would stand between the client and the target, and the user's ~/.curlrc is not the guide's.
  auto finished = core::run_to_end({.argv = command.arguments,
                                    .environment = {{"NO_PROXY", "*"},
                                                    {"no_proxy", "*"},
                                                    {"LC_ALL", "C.UTF-8"},
                                                    {"HOME", "/nonexistent"},
                                                    {"CURL_HOME", "/nonexistent"},
                                                    {"XDG_CONFIG_HOME", "/nonexistent"}},
                                    .directory = {},
                                    .output = {},
                                    .largest_file = kMaxFile},
                                   aim.deadline);
  if (!finished.ok()) return finished.status();
  if (aim.deadline.interrupted()) return interrupted("the run was interrupted");
  const int exit_code = finished->end.signal == 0 ? finished->end.exit_code : 128 + finished->end.signal;

  auto outcome =
      classify_program({.exit_code = exit_code, .timed_out = finished->timed_out, .output = finished->output});
  if (!outcome)
    return internal(command.arguments.front() + " ended with " + core::describe(finished->end) +
                    ", which says nothing about the target: " + last_line(finished->output));
  model::Observation seen;
  seen.outcome = *std::move(outcome);
  seen.timings.verdict = aim.deadline.now() - started;
  if (!finished->timed_out) seen.answer.exit_code = exit_code;
  seen.detail = exit_code == 0 ? std::string{} : last_line(finished->output);
  seen.answer.text = finished->output.substr(0, kMaxText);
  return seen;
}

}  // namespace tlsgauge::probe
