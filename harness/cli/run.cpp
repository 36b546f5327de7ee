#include <unistd.h>

#include <ctime>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/target.hpp"
#include "core/file.hpp"
#include "report/render.hpp"
#include "runner/interruption.hpp"
#include "runner/plan.hpp"
#include "runner/run.hpp"
#include "scenario/catalogue.hpp"

namespace tlsgauge::cli {
namespace {

/// `run` as it stands on the command line.
struct RunArguments {
  runner::Selection selection;
  TargetOptions target;
  std::filesystem::path out, deviations;
  std::string profile = "auto";
  std::vector<std::string> formats{"json", "junit", "ctrf"};
  std::string timeout = "3s";
  unsigned jobs = 4;
  int keep = 20;
  bool strict = false, strict_alerts = false;
};

/// "3s", "500ms", "2m" as nanoseconds.
Result<std::chrono::nanoseconds> duration(const std::string& option, const std::string& text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  const auto unit = text.substr(digits);
  if (digits == 0 || digits > 6) return bad_input(option + " " + text + ": must be a duration like 3s or 500ms");
  const auto number = std::stol(text.substr(0, digits));
  if (number > 0 && unit == "ms") return std::chrono::milliseconds{number};
  if (number > 0 && unit == "s") return std::chrono::seconds{number};
  if (number > 0 && unit == "m") return std::chrono::minutes{number};
  return bad_input(option + " " + text + ": must be a duration like 3s, 500ms or 2m");
}

/// reports/out/<time>, and `latest` beside it as a link to it. Older runs beyond `keep` are removed.
Result<std::filesystem::path> default_out(const runner::Places& places, int keep) {
  const auto parent = places.home / "reports" / "out";
  const auto now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
  std::error_code error;
  auto out = parent / stamp;
  for (int n = 2; std::filesystem::exists(out, error); ++n)
    out = parent / (std::string{stamp} + "-" + std::to_string(n));
  if (auto made = core::make_directory(out, core::Readers::everyone); !made.ok()) return made;

  std::vector<std::filesystem::path> runs;
  for (const auto& entry : std::filesystem::directory_iterator{parent, error})
    if (entry.is_directory() && !entry.is_symlink()) runs.push_back(entry.path());
  std::ranges::sort(runs);
  for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < runs.size(); ++i)
    std::filesystem::remove_all(runs[i], error);

  const auto link = parent / ("latest." + std::to_string(::getpid()));
  std::filesystem::create_directory_symlink(out.filename(), link, error);
  if (!error) std::filesystem::rename(link, parent / "latest", error);
  return out;
}

Result<std::filesystem::path> out_directory(const RunArguments& arguments, const runner::Places& places) {
  if (arguments.out.empty()) return default_out(places, arguments.keep);
  if (auto made = core::make_directory(arguments.out, core::Readers::everyone); !made.ok()) return made;
  return arguments.out;
}

std::set<report::Format> formats_of(const std::vector<std::string>& words) {
  std::set<report::Format> formats{report::Format::json};  // always: the others are renderings of it
  for (const auto& word : words) {
    if (word == "junit") formats.insert(report::Format::junit);
    if (word == "ctrf") formats.insert(report::Format::ctrf);
  }
  return formats;
}

Result<std::vector<model::Deviation>> deviations_of(const RunArguments& arguments, const Target& target) {
  const auto& file = arguments.deviations.empty() ? target.deviations : arguments.deviations;
  if (file.empty()) return std::vector<model::Deviation>{};
  return scenario::load_deviations(file);
}

/// Everything of a run that the command line decides. Fetches what is missing, then the target, last.
Result<std::pair<runner::RunOptions, Target>> prepare(const RunArguments& arguments) {
  const auto places = runner::Places::from_environment();
  runner::RunOptions options;
  const auto timeout = duration("--timeout", arguments.timeout);
  if (!timeout.ok()) return timeout.status();
  auto catalogue = scenario::load_catalogue(places.home / "scenarios");
  if (!catalogue.ok()) return catalogue.status();
  auto scenarios = runner::select(*std::move(catalogue), arguments.selection);
  if (!scenarios.ok()) return scenarios.status();
  options.tools = runner::provide_tools(*scenarios, places);
  auto target = prepare_target(arguments.target, places);
  if (!target.ok()) return target.status();
  auto deviations = deviations_of(arguments, *target);
  if (!deviations.ok()) return deviations.status();
  auto out = out_directory(arguments, places);
  if (!out.ok()) return out.status();

  options.scenarios = *std::move(scenarios);
  options.deviations = *std::move(deviations);
  options.policy = {.profile = arguments.profile == "auto" ? target->backend->facts().profile : arguments.profile,
                    .strict = arguments.strict,
                    .strict_alerts = arguments.strict_alerts};
  options.out = *std::move(out);
  options.formats = formats_of(arguments.formats);
  options.timeout = *timeout;
  options.jobs = arguments.jobs;
  options.network = target->network;
  options.given = target->given;
  options.version = TLSGAUGE_VERSION;
  return std::pair{std::move(options), *std::move(target)};
}

void print(const model::Report& report, const std::filesystem::path& out, const CommonOptions& common) {
  if (common.json) {
    std::cout << report::to_json(report);
    return;
  }
  const bool color = !common.no_color && ::isatty(STDOUT_FILENO) == 1;
  std::cout << report::to_console(report, {.color = color, .passes_too = !common.quiet})
            << "report: " << (out / "report.json").string() << std::endl;
}

int run(const RunArguments& arguments, const CommonOptions& common) {
  for (const auto& status : {duration("--timeout", arguments.timeout).status(), check(arguments.target)})
    if (!status.ok()) return complain_of_usage(status);
  auto prepared = prepare(arguments);
  if (!prepared.ok()) return complain(prepared.status());
  auto& [options, target] = *prepared;
  const runner::Interruption interruption;
  ProgressDisplay display{options.scenarios.size(), common.quiet};
  const auto report =
      runner::run(options, *target.backend,
                  {.on_group = [&](const std::string& topology, std::size_t count) { display.group(topology, count); },
                   .on_result = [&](const model::ScenarioResult& result) { display.result(result); }},
                  interruption.token());
  display.finish();
  if (!report.ok()) return complain(report.status());
  print(*report, options.out, common);
  return model::exit_code(*report);
}

}  // namespace

void add_run(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  auto* command = app.add_subcommand("run", "Runs scenario suites against a target and writes reports");
  command->fallthrough();
  command->footer(
      "Examples:\n"
      "  tlsgauge run                                      the suite 'documented' on the reference server\n"
      "  tlsgauge run documented --target milvus           the same on a real Milvus 2.3.5\n"
      "  tlsgauge run --filter 'documented/mutual/*' --jobs 1 --verbose");
  command->add_option("suite", arguments->selection.suites, "Suites (default: documented)");
  command->add_option("--filter", arguments->selection.filters, "Only ids that match this glob, or contain this word");
  command->add_option("--tag", arguments->selection.tags, "Only scenarios with this tag");
  add_target_options(*command, arguments->target);
  command->add_option("--deviations", arguments->deviations,
                      "File of failures that are known and explained (default: the one that comes with the target)");
  command->add_option("--profile", arguments->profile,
                      "Whose alerts to expect: openssl, go, go-1.20, …; auto: the target's");
  command->add_option("--timeout", arguments->timeout,
                      "Limit of one exchange (default 3s); a client program gets ten times that");
  command->add_option("--jobs", arguments->jobs, "Scenarios at a time (default 4)")->check(CLI::Range(1, 64));
  command->add_flag("--strict", arguments->strict, "A violated SHOULD is a failure");
  command->add_flag("--strict-alerts", arguments->strict_alerts, "A refusal with an unexpected alert is a failure");
  command->add_option("--format", arguments->formats, "Reports to write: json, junit, ctrf")
      ->delimiter(',')
      ->check(CLI::IsMember({"json", "junit", "ctrf"}));
  command->add_option("--out", arguments->out, "Directory of the report (default: reports/out/<time>)");
  command->add_option("--keep", arguments->keep, "How many earlier runs stay in reports/out (default 20)")
      ->check(CLI::Range(1, 10000));
  command->callback([arguments, &common, &exit_code] {
    if (arguments->selection.suites.empty()) arguments->selection.suites = {"documented"};
    exit_code = run(*arguments, common);
  });
}

}  // namespace tlsgauge::cli
