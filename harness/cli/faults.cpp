#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/target.hpp"
#include "core/file.hpp"
#include "runner/environment.hpp"
#include "runner/interruption.hpp"
#include "runner/plan.hpp"
#include "runner/run.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/recipes.hpp"

namespace tlsgauge::cli {
namespace {

using nlohmann::ordered_json;

struct FaultArguments {
  std::vector<std::string> names, suites;
  std::filesystem::path out;
  bool quick = false;
};

/// What a suite says of one server.
struct Row {
  std::string suite;
  std::string fault;                         ///< empty: the server without one
  std::map<std::string, std::size_t> cases;  ///< that failed, and in how many variants
  std::vector<std::string> missed;           ///< that should have
  std::string trouble;                       ///< why nothing was proven; empty: something was

  [[nodiscard]] bool as_it_should_be() const {
    if (!trouble.empty() || !missed.empty()) return false;
    return fault.empty() == cases.empty();
  }
};

/// Everything that all runs have in common.
struct Inspection {
  std::vector<model::Scenario> scenarios;  ///< of every suite
  runner::RunOptions options;
  std::filesystem::path server;
  bool quick = false;
};

/// Scenarios in which a server does not do as the standards recommend.
using Habits = std::set<std::string>;

bool failed(const model::Verdict& verdict) {
  return std::holds_alternative<model::Fail>(verdict) || std::holds_alternative<model::Hung>(verdict);
}

using Cases = std::vector<std::string>;

/// The cases that should find one of `faults`, and what these need beside them. Empty: any case may.
Cases cases_for(const std::vector<model::FaultExpectation>& faults) {
  Cases cases;
  for (const auto& fault : faults) {
    if (fault.found_by.empty()) return {};
    cases.insert(cases.end(), fault.found_by.begin(), fault.found_by.end());
    cases.insert(cases.end(), fault.brought_out_by.begin(), fault.brought_out_by.end());
  }
  return cases;
}

/// The scenarios of `suite`; only those of `cases` where that is enough.
Result<std::vector<model::Scenario>> scenarios_of(const std::string& suite, const Cases& cases,
                                                  const Inspection& inspection) {
  auto scenarios = runner::select(inspection.scenarios, {.suites = {suite}, .filters = {}, .tags = {}});
  if (!scenarios.ok() || !inspection.quick || cases.empty()) return scenarios;
  std::erase_if(*scenarios, [&](const model::Scenario& scenario) {
    return std::ranges::find(cases, scenario.case_id) == cases.end();
  });
  return scenarios;
}

/// A violated SHOULD shows a fault too, unless the server without one violates it: that one's `habits` are learnt from
/// its report, the first, and no fault is found by them.
Row row_of(const std::string& suite, const model::FaultExpectation& fault, const model::Report& report,
           Habits& habits) {
  Row row{.suite = suite, .fault = fault.fault, .cases = {}, .missed = {}, .trouble = {}};
  for (const auto& result : report.results) {
    const auto& scenario = result.scenario;
    if (failed(result.verdict)) {
      if (fault.fault.empty() && scenario.requirement == model::Requirement::should) habits.insert(scenario.id);
      if (!habits.contains(scenario.id)) ++row.cases[scenario.case_id];
    }
    if (const auto* broken = std::get_if<model::Broken>(&result.verdict); broken != nullptr && row.trouble.empty())
      row.trouble = broken->fault;
  }
  for (const auto& id : fault.found_by)
    if (!row.cases.contains(id)) row.missed.push_back(id);
  return row;
}

/// Tries `cases` of a suite, or all where that is not enough, on a server with one fault or none.
Result<Row> inspect(const std::string& suite, const model::FaultExpectation& fault, const Cases& cases,
                    const Inspection& inspection, Habits& habits, const std::stop_token& stop) {
  auto scenarios = scenarios_of(suite, cases, inspection);
  if (!scenarios.ok()) return scenarios.status();
  auto options = inspection.options;
  options.scenarios = *std::move(scenarios);
  options.out /= fault.fault.empty() ? "none-" + suite : fault.fault;
  if (auto made = core::make_directory(options.out, core::Readers::owner_only); !made.ok()) return made;
  const auto backend = deployment::reference_backend(inspection.server, fault.fault);
  const auto reports = runner::run({{.options = options,
                                     .backend = *backend,
                                     .progress = {.on_group = [](const std::string&, std::size_t) {},
                                                  .on_result = [](const model::ScenarioResult&) {}}}},
                                   stop);
  if (!reports.ok()) return reports.status();
  if (reports->front().interrupted) return interrupted("faults: interrupted");
  return row_of(suite, fault, reports->front(), habits);
}

void print(const Row& row) {
  constexpr std::size_t kColumn = 40;
  auto name = row.fault.empty() ? "(a server without faults)" : row.fault;
  name.resize(std::max(kColumn, name.size() + 1), ' ');
  std::cout << (row.as_it_should_be() ? row.fault.empty() ? "quiet   " : "found   " : "MISSED  ") << name;
  for (const auto& [id, times] : row.cases) std::cout << id << " ";
  for (const auto& id : row.missed) std::cout << "(not by " << id << ") ";
  std::cout << row.trouble << std::endl;
}

ordered_json to_json(const Row& row) {
  auto cases = ordered_json::object();
  for (const auto& [id, times] : row.cases) cases[id] = times;
  return {{"suite", row.suite},
          {"fault", row.fault.empty() ? ordered_json(nullptr) : ordered_json(row.fault)},
          {"as_it_should_be", row.as_it_should_be()},
          {"failed_cases", std::move(cases)},
          {"missed", row.missed},
          {"trouble", row.trouble.empty() ? ordered_json(nullptr) : ordered_json(row.trouble)}};
}

/// The suites, each with the faults of `names` that it finds; all of them where nothing is named.
Result<std::vector<model::FaultCatalogue>> chosen(std::vector<model::FaultCatalogue> catalogues,
                                                  const FaultArguments& arguments) {
  const std::set<std::string> suites{arguments.suites.begin(), arguments.suites.end()};
  for (const auto& suite : suites)
    if (std::ranges::find(catalogues, suite, &model::FaultCatalogue::suite) == catalogues.end())
      return missing("faults: no faults are known that the suite '" + suite + "' should find");
  std::erase_if(catalogues, [&](const auto& each) { return !suites.empty() && !suites.contains(each.suite); });
  const std::set<std::string> names{arguments.names.begin(), arguments.names.end()};
  if (names.empty()) return catalogues;
  std::set<std::string> unknown = names;
  for (auto& catalogue : catalogues)
    std::erase_if(catalogue.faults, [&](const auto& each) {
      unknown.erase(each.fault);
      return !names.contains(each.fault);
    });
  if (!unknown.empty())
    return missing("faults: there is no fault '" + *unknown.begin() + "'" +
                   (suites.empty() ? "" : " of the suites that are named") +
                   "; 'tlsgauge-server --list-faults' names them");
  std::erase_if(catalogues, [](const auto& each) { return each.faults.empty(); });
  return catalogues;
}

Result<Inspection> prepare(const FaultArguments& arguments, const std::filesystem::path& out) {
  const auto places = runner::Places::from_environment();
  auto catalogue = scenario::load_catalogue(places.home / "scenarios");
  if (!catalogue.ok()) return catalogue.status();
  auto deviations = scenario::load_deviations(places.home / "scenarios/deviations/reference.json");
  if (!deviations.ok()) return deviations.status();
  auto recipes = scenario::load_recipes(places.home / "certs/cases");
  if (!recipes.ok()) return recipes.status();
  auto server = reference_server();
  if (!server.ok()) return server.status();
  Inspection inspection{
      .scenarios = *std::move(catalogue), .options = {}, .server = *std::move(server), .quick = arguments.quick};
  inspection.options.deviations = *std::move(deviations);
  inspection.options.recipes = *std::move(recipes);
  inspection.options.policy.profile = "openssl";
  inspection.options.policy.strict = true;
  inspection.options.formats = {report::Format::json};
  inspection.options.network = "host";
  inspection.options.version = TLSGAUGE_VERSION;
  inspection.options.commit = runner::source_commit();
  inspection.options.out = out;
  return inspection;
}

/// Tries what a suite finds, after a server without a fault.
Status inspect_suite(const model::FaultCatalogue& suite, const Inspection& inspection, const std::stop_token& stop,
                     const std::function<void(const Row&)>& on_row) {
  Habits habits;
  const auto good = inspect(suite.suite, {}, cases_for(suite.faults), inspection, habits, stop);
  if (!good.ok()) return good.status();
  on_row(*good);
  for (const auto& fault : suite.faults) {
    const auto row = inspect(suite.suite, fault, cases_for({fault}), inspection, habits, stop);
    if (!row.ok()) return row.status();
    on_row(*row);
  }
  return absl::OkStatus();
}

int inspect_all(const FaultArguments& arguments, const CommonOptions& common) {
  const auto scratch = core::TemporaryDirectory::make();
  if (!scratch.ok()) return complain(scratch.status());
  const auto out = arguments.out.empty() ? scratch->path() : arguments.out;
  if (auto made = core::make_directory(out, core::Readers::owner_only); !made.ok()) return complain(made);
  auto catalogues = scenario::load_fault_catalogues(runner::Places::from_environment().home / "scenarios/faults");
  if (!catalogues.ok()) return complain(catalogues.status());
  const auto suites = chosen(*std::move(catalogues), arguments);
  if (!suites.ok()) return complain_of_usage(suites.status());
  const auto inspection = prepare(arguments, out);
  if (!inspection.ok()) return complain(inspection.status());

  const runner::Interruption interruption;
  auto rows = ordered_json::array();
  std::size_t faults = 0;
  std::size_t wrong = 0;
  for (const auto& suite : *suites) {
    if (!common.json) std::cout << suite.suite << ":\n";
    const auto done = inspect_suite(suite, *inspection, interruption.token(), [&](const Row& row) {
      if (!row.as_it_should_be()) ++wrong;
      if (common.json)
        rows.push_back(to_json(row));
      else
        print(row);
    });
    if (!done.ok()) return complain(done);
    faults += suite.faults.size();
  }
  if (common.json) std::cout << rows.dump(2) << "\n";
  if (!common.json)
    std::cout << faults << " faults, " << (wrong == 0 ? "every one found" : "not as it should be: ")
              << (wrong == 0 ? "" : std::to_string(wrong)) << "\n";
  return wrong == 0 ? 0 : 1;
}

}  // namespace

void add_faults(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto arguments = std::make_shared<FaultArguments>();
  auto* command = app.add_subcommand("faults", "Shows that the suites find servers that are wrong on purpose");
  command->fallthrough();
  command->add_option("name", arguments->names, "Faults of 'tlsgauge-server --list-faults' (default: all)");
  command->add_option("--suite", arguments->suites, "Only what this suite finds (repeatable; default: every suite)")
      ->allow_extra_args(false);
  command->add_flag("--quick", arguments->quick, "Try only the cases that should find a fault");
  command->add_option("--out", arguments->out, "Directory for a report a fault (default: none is kept)");
  command->footer(
      "Examples:\n"
      "  tlsgauge faults --quick              fault by fault, the cases that fail: some minutes\n"
      "  tlsgauge faults --quick expiry-ignored\n"
      "  tlsgauge faults --suite client-certificates     each fault against the whole suite that should find it\n"
      "  tlsgauge run client-certificates --target fault:expiry-ignored     how such a server looks in a report\n"
      "Exit code: 0 every fault is found by the cases that should, and a server without one by none; else 1.");
  command->callback([arguments, &common, &exit_code] { exit_code = inspect_all(*arguments, common); });
}

}  // namespace tlsgauge::cli
