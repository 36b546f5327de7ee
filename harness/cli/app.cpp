#include "cli/app.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

#include "cli/commands.hpp"

namespace tlsgauge::cli {
namespace {

constexpr int kUsage = 64;  // EX_USAGE of sysexits.h
constexpr int kFault = 2;
constexpr int kUnreachable = 3;
constexpr int kInterrupted = 130;

constexpr const char* kAbout =
    "TLS conformance and load testing for gRPC and REST services.\n\n"
    "  tlsgauge run                       every documented TLS set-up, on the embedded reference server\n"
    "  tlsgauge run --target milvus       the same on a real Milvus\n"
    "  tlsgauge list                      what is tried, and what is expected\n"
    "  tlsgauge load handshake HOST:PORT  what a handshake costs, on both sides\n"
    "  tlsgauge compare OLD NEW           what changed from one report to another\n"
    "  tlsgauge certs gen --out DIR       certificates that work";

constexpr const char* kExitCodes =
    "Exit codes: 0 all as expected · 1 the target is nonconformant · 2 the harness could not do its job ·\n"
    "3 the target cannot be reached · 64 wrong usage · 130 interrupted.";

void add_common(CLI::App& app, CommonOptions& common) {
  app.add_flag("--json", common.json, "Machine-readable output on stdout");
  app.add_flag("--quiet", common.quiet, "Only what went wrong, and the summary");
  app.add_flag("--verbose", common.verbose, "Also what went right, in detail");
  app.add_flag("--no-color", common.no_color, "No colors (also: the NO_COLOR environment variable)");
}

}  // namespace

int complain(const Status& status) {
  std::cerr << "tlsgauge: " << message(status) << "\n";
  if (absl::IsCancelled(status)) return kInterrupted;
  return absl::IsUnavailable(status) ? kUnreachable : kFault;
}

int complain_of_usage(const Status& status) {
  (void)complain(status);
  return kUsage;
}

int run(int argc, const char* const* argv) {
  CommonOptions common;
  common.no_color = std::getenv("NO_COLOR") != nullptr;
  int exit_code = 0;
  CLI::App app{kAbout, "tlsgauge"};
  app.footer(kExitCodes);
  app.set_version_flag("--version", std::string{"tlsgauge "} + TLSGAUGE_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  add_common(app, common);
  add_run(app, common, exit_code);
  add_list(app, common, exit_code);
  add_faults(app, common, exit_code);
  add_load(app, common, exit_code);
  add_certs(app, common, exit_code);
  add_compare(app, common, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 would only say that a command is missing.
    if (error.get_exit_code() != 0 && app.get_subcommands().empty() && !app.remaining().empty())
      return complain_of_usage(bad_input("'" + app.remaining().front() + "' is no command or option; see --help"));
    return app.exit(error) == 0 ? 0 : kUsage;
  } catch (const std::exception& error) {
    return complain(internal(std::string{"unexpected: "} + error.what()));
  }
  return exit_code;
}

}  // namespace tlsgauge::cli
