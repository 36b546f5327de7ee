#include <unistd.h>

#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/out_directory.hpp"
#include "cli/progress.hpp"
#include "cli/target.hpp"
#include "report/render.hpp"
#include "runner/environment.hpp"
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
  auto out = out_directory(arguments.out, places, arguments.keep);
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
  options.commit = runner::source_commit();
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
