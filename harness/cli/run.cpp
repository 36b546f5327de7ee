#include <unistd.h>

#include <array>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/compare.hpp"
#include "cli/duration.hpp"
#include "cli/out_directory.hpp"
#include "cli/progress.hpp"
#include "cli/report_fault.hpp"
#include "cli/target.hpp"
#include "core/file.hpp"
#include "report/read_report.hpp"
#include "report/render.hpp"
#include "runner/environment.hpp"
#include "runner/interruption.hpp"
#include "runner/plan.hpp"
#include "runner/profile.hpp"
#include "runner/run.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/recipes.hpp"

namespace tlsgauge::cli {
namespace {

/// `run` as it stands on the command line.
struct RunArguments {
  runner::Selection selection;
  TargetOptions target;
  std::filesystem::path out, deviations, baseline;
  std::string profile = "auto";
  std::vector<std::string> formats{"json", "junit", "ctrf"};
  std::string timeout = "3s";
  std::string evidence = "failures";
  std::optional<std::uint64_t> seed;
  std::string versus;  // a second target; empty: none
  GateOptions gate;    // of comparisons with either
  unsigned jobs = 4, repeat = 1;
  int keep = 20;
  bool strict = false, strict_alerts = false;
  bool read_only = false;
};

std::set<report::Format> formats_of(const std::vector<std::string>& words) {
  std::set<report::Format> formats{report::Format::json};  // always: the others are renderings of it
  for (const auto& word : words) {
    if (word == "junit") formats.insert(report::Format::junit);
    if (word == "ctrf") formats.insert(report::Format::ctrf);
  }
  return formats;
}

runner::EvidenceOf evidence_of(const std::string& word) {
  if (word == "none") return runner::EvidenceOf::none;
  return word == "all" ? runner::EvidenceOf::all : runner::EvidenceOf::failures;
}

Result<std::vector<model::Deviation>> deviations_of(const RunArguments& arguments, const Target& target) {
  const auto& file = arguments.deviations.empty() ? target.deviations : arguments.deviations;
  if (file.empty()) return std::vector<model::Deviation>{};
  return scenario::load_deviations(file);
}

/// A target, and how it is to be run.
struct Prepared {
  runner::RunOptions options;
  Target target;
};

/// What the command line says of the run itself. The directory for the report exists afterwards.
Status choose(const RunArguments& arguments, const runner::Places& places, runner::RunOptions& options) {
  const auto timeout = duration("--timeout", arguments.timeout);
  if (!timeout.ok()) return timeout.status();
  auto out = out_directory(arguments.out, places, arguments.keep);
  if (!out.ok()) return out.status();
  options.out = *std::move(out);
  options.formats = formats_of(arguments.formats);
  options.timeout = *timeout;
  options.evidence = evidence_of(arguments.evidence);
  options.seed = arguments.seed;
  options.jobs = arguments.jobs;
  options.repeat = arguments.repeat;
  options.version = TLSGAUGE_VERSION;
  options.commit = runner::source_commit();
  return absl::OkStatus();
}

/// Makes one target ready. `options` hold what all targets of the run have in common.
Result<Prepared> prepare(const TargetOptions& wanted, const RunArguments& arguments, const runner::Places& places,
                         runner::RunOptions options) {
  auto target = prepare_target(wanted, places);
  if (!target.ok()) return target.status();
  auto deviations = deviations_of(arguments, *target);
  if (!deviations.ok()) return deviations.status();
  options.deviations = *std::move(deviations);
  options.policy = {.profile = arguments.profile == "auto" ? "" : arguments.profile,
                    .strict = arguments.strict,
                    .strict_alerts = arguments.strict_alerts};
  options.network = target->network;
  options.given = target->given;
  for (auto* scenarios : {&options.scenarios, &options.calibration}) {
    if (options.given) *scenarios = runner::with_given_certificates(std::move(*scenarios));
    if (options.given && wanted.grpc.empty()) *scenarios = runner::without_grpc_port(std::move(*scenarios));
    if (arguments.read_only) *scenarios = runner::without_traces(std::move(*scenarios));
  }
  return Prepared{.options = std::move(options), .target = *std::move(target)};
}

/// Fetches what is missing and makes the targets ready, in this order: for a real Milvus this process changes its
/// network.
Result<std::vector<Prepared>> prepare_all(const RunArguments& arguments, const runner::Places& places,
                                          runner::RunOptions options) {
  options.tools = runner::provide_tools(options.scenarios, places);
  for (const auto& [name, tool] : options.tools)
    if (absl::IsCancelled(tool.status())) return tool.status();
  std::vector<Prepared> all;
  auto first = prepare(arguments.target, arguments, places, options);
  if (!first.ok()) return first.status();
  all.push_back(*std::move(first));
  if (arguments.versus.empty()) return all;
  options.out /= "versus";
  if (auto made = core::make_directory(options.out, core::Readers::everyone); !made.ok()) return made;
  TargetOptions other;
  other.target = arguments.versus;
  auto second = prepare(other, arguments, places, options);
  if (!second.ok()) return second.status();
  all.push_back(*std::move(second));
  return all;
}

/// Milvus has this process enter a network of its own, from which nothing outside can be reached.
Status check_versus(const RunArguments& arguments) {
  const auto inside = [](const std::string& target) { return target == "milvus"; };
  const auto outside = [](const std::string& target) { return target != "milvus" && target != "reference"; };
  const auto& one = arguments.target.target;
  const auto& other = arguments.versus;
  if (inside(one) && inside(other)) return bad_input("--versus milvus: two of them would want the same ports");
  if (other.empty() || !((inside(one) && outside(other)) || (outside(one) && inside(other)))) return absl::OkStatus();
  return bad_input("--versus " + other + ": milvus runs in a network of its own, where " + (inside(one) ? other : one) +
                   " cannot be; run them one after the other with --baseline");
}

/// Reports a run that could not take place.
int could_not_run(const Status& fault, const runner::RunOptions& options, const std::string& target) {
  return report_fault(fault,
                      {.version = options.version,
                       .commit = options.commit,
                       .environment = runner::describe_environment("host"),
                       .target = {.name = target, .version = "", .profile = ""},
                       .results = {},
                       .load = {}},
                      options.formats, options.out);
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

using Baseline = std::optional<model::ReportDigest>;

/// What a run is compared with, and by which gate.
struct Reference {
  Baseline baseline;
  model::CostGate gate;
};

/// What the run is compared with, if anything.
Result<Baseline> baseline_of(const RunArguments& arguments) {
  if (arguments.baseline.empty()) return Baseline{};
  auto report = report::read_report(arguments.baseline);
  if (!report.ok()) return report.status();
  return Baseline{*std::move(report)};
}

/// The exit code of the contract for several: 130, 2, 3, 1, 0 in this precedence.
int worst(int one, int other) {
  constexpr auto kPrecedence = std::to_array({130, 2, 3, 1});
  for (const int code : kPrecedence)
    if (one == code || other == code) return code;
  return 0;
}

/// Compares the report in `out` with `old`, where there is one. @return 1 where something has become worse.
int compared_with(const Baseline& old, const std::filesystem::path& out, const model::CostGate& gate,
                  const CommonOptions& common) {
  if (!old) return 0;
  const auto worse = worse_than(*old, out, gate, common);
  if (!worse.ok()) return complain(worse.status());
  return *worse ? 1 : 0;
}

/// Prints the reports and what they are compared with. A run that was cut short is not compared.
int conclude(const std::vector<model::Report>& reports, const std::vector<Prepared>& all, const Reference& reference,
             const CommonOptions& common) {
  int code = 0;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    print(reports[i], all[i].options.out, common);
    code = worst(code, model::exit_code(reports[i]));
  }
  if (reports.front().interrupted) return code;
  const auto& [baseline, gate] = reference;
  code = worst(code, compared_with(baseline, all.front().options.out, gate, common));
  if (reports.size() == 1) return code;
  auto first = report::read_report(all.front().options.out);
  if (!first.ok()) return complain(first.status());
  return worst(code, compared_with(*std::move(first), all.back().options.out, gate, common));
}

int run_all(const std::vector<Prepared>& all, const Reference& reference, const CommonOptions& common) {
  const runner::Interruption interruption;
  std::size_t expected = 0;
  for (const auto& each : all) expected += runner::expected_results(each.options);
  ProgressDisplay display{expected, common.quiet};
  std::vector<runner::Entrant> entrants;
  for (const auto& [options, target] : all) {
    entrants.push_back(
        {.options = options,
         .backend = *target.backend,
         .progress = {
             .on_group = [&](const std::string& topology, std::size_t count) { display.group(topology, count); },
             .on_result = [&](const model::ScenarioResult& result) { display.result(result); }}});
  }
  const auto reports = runner::run(entrants, interruption.token());
  display.finish();
  if (!reports.ok()) return complain(reports.status());
  return conclude(*reports, all, reference, common);
}

int run(const RunArguments& arguments, const CommonOptions& common) {
  const auto gate = gate_of(arguments.gate);
  for (const auto& status : {duration("--timeout", arguments.timeout).status(), check(arguments.target),
                             check_versus(arguments), gate.status()})
    if (!status.ok()) return complain_of_usage(status);
  const auto places = runner::Places::from_environment();
  runner::RunOptions options;
  auto catalogue = scenario::load_catalogue(places.home / "scenarios");
  if (catalogue.ok()) {
    options.good_programs = runner::good_programs(*catalogue);
    options.calibration = runner::calibration(*catalogue);
    auto scenarios = runner::select(*std::move(catalogue), arguments.selection);
    if (!scenarios.ok()) return complain_of_usage(scenarios.status());
    options.scenarios = *std::move(scenarios);
  }
  auto recipes = scenario::load_recipes(places.home / "certs/cases");
  if (recipes.ok()) options.recipes = *std::move(recipes);
  const auto baseline = baseline_of(arguments);  // before the new run becomes `latest`, which may be the baseline
  if (auto chosen = choose(arguments, places, options); !chosen.ok()) return complain(chosen);
  for (const auto& status : {catalogue.status(), recipes.status(), baseline.status()})
    if (!status.ok()) return could_not_run(status, options, arguments.target.target);
  const auto all = prepare_all(arguments, places, options);
  if (!all.ok()) return could_not_run(all.status(), options, arguments.target.target);
  return run_all(*all, {.baseline = *baseline, .gate = *gate}, common);
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
      "  tlsgauge run load --repeat 5 --baseline reports/nightly     what has become slower, and what is refused no "
      "more\n"
      "  tlsgauge run --filter 'documented/mutual/*' --jobs 1");
  command->add_option("suite", arguments->selection.suites, "Suites (default: documented)");
  command->add_option("--filter", arguments->selection.filters, "Only ids that match this glob, or contain this word");
  command->add_option("--tag", arguments->selection.tags,
                      "Only scenarios with this tag; those tagged slow run for no other reason");
  add_target_options(*command, arguments->target);
  command->add_option("--deviations", arguments->deviations,
                      "File of failures that are known and explained (default: the one that comes with the target)");
  command->add_option("--baseline", arguments->baseline,
                      "Earlier report (file or directory) to compare with; what has become worse is exit code 1");
  command
      ->add_option("--versus", arguments->versus,
                   "A second target, tried side by side and compared: what is worse there is exit code 1")
      ->check(CLI::IsMember(startable_targets()));
  add_gate_options(*command, arguments->gate);
  command
      ->add_option("--repeat", arguments->repeat,
                   "Measure each load so often, in turns; comparisons of cost need 5 (default 1)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--profile", arguments->profile,
                      "Whose alerts to expect: openssl, boringssl, go, go-1.20, gnutls or jsse; auto (default): the "
                      "target's own, found by a few refusals where it is not known");
  command->add_option("--timeout", arguments->timeout,
                      "Limit of one exchange (default 3s); a client program gets ten times that");
  command
      ->add_option("--evidence", arguments->evidence,
                   "Whose connections are kept, as a capture that decrypts itself and in words: none, failures "
                   "(default), all")
      ->check(CLI::IsMember({"none", "failures", "all"}));
  command->add_option(
      "--seed", arguments->seed,
      "Makes what is random in scripted handshakes (hello, session id, key shares) the same in each run "
      "with this number; by default nobody can foresee it");
  command->add_option("--jobs", arguments->jobs, "Scenarios at a time (default 4)")->check(CLI::Range(1, 64));
  command->add_flag("--strict", arguments->strict, "A violated SHOULD is a failure");
  command->add_flag("--read-only", arguments->read_only,
                    "Ask for nothing that leaves a trace in the target, and look for none");
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
