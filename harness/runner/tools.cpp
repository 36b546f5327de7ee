#include "runner/tools.hpp"

#include <cstdlib>

#include "core/process.hpp"
#include "runner/interruption.hpp"

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;

/// Runs harness/setup/`script` with `arguments`. What it says goes straight to our stderr: fetching takes a while.
Status set_up(const Places& places, const std::string& script, std::vector<std::string> arguments) {
  const auto program = places.home / "harness" / "setup" / script;
  arguments.insert(arguments.begin(), program.string());
  const Interruption interruption;  // whatever the script has started ends with it
  const auto finished = core::run_to_end(
      {.argv = std::move(arguments), .environment = {}, .directory = {}, .output = {}, .to_our_stderr = true},
      core::Deadline{core::steady_clock(), 15min, interruption.token()});
  if (!finished.ok()) return finished.status();
  if (interruption.token().stop_requested()) return interrupted("interrupted while " + script + " was being fetched");
  if (finished->timed_out) return too_late(program.string() + " took longer than 15 minutes");
  if (!finished->end.succeeded()) return precondition(program.string() + " failed: " + core::describe(finished->end));
  return absl::OkStatus();
}

Result<std::string> provide_pymilvus(const Places& places, const std::string& release) {
  const auto directory = places.cache / ("pymilvus-" + release);
  if (auto status = set_up(places, "pymilvus", {release, directory.string()}); !status.ok()) return status;
  return (directory / "bin" / "python").string();
}

Result<std::string> provide(const std::string& tool, const Places& places) {
  if (tool == "curl") return tool;
  if (tool == "pymilvus") return provide_pymilvus(places, "newest");
  if (tool == "pymilvus-2.3") return provide_pymilvus(places, "2.3");
  return bad_input("no client program is called '" + tool + "'; scenarios/README.md names them");
}

std::string from_environment_or(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : fallback;
}

}  // namespace

Places Places::from_environment() {
  const auto user = from_environment_or("HOME", "/tmp");
  return {.home = from_environment_or("TLSGAUGE_HOME", TLSGAUGE_SOURCE_DIR),
          .cache = std::filesystem::path{from_environment_or("XDG_CACHE_HOME", user + "/.cache")} / "tlsgauge"};
}

Tools provide_tools(const std::vector<model::Scenario>& scenarios, const Places& places) {
  Tools tools;
  for (const auto& scenario : scenarios) {
    const auto* command = std::get_if<model::CommandExchange>(&scenario.exchange.action);
    if (command != nullptr && !tools.contains(command->tool))
      tools.emplace(command->tool, provide(command->tool, places));
  }
  return tools;
}

Result<std::filesystem::path> provide_milvus(const Places& places) {
  auto directory = places.cache / "milvus-2.3.5";
  if (auto status = set_up(places, "milvus", {directory.string()}); !status.ok()) return status;
  return directory;
}

}  // namespace tlsgauge::runner
