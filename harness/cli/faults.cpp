#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
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
  std::vector<std::string> names;
  std::filesystem::path out;
  bool quick = false;
};

/// What the suite says of one server.
struct Row {
  std::string fault;                         ///< empty: the server without one
  std::map<std::string, std::size_t> cases;  ///< that failed, and in how many variants
  std::vector<std::string> missed;           ///< that should have
  std::string trouble;                       ///< why nothing was proven; empty: something was

  [[nodiscard]] bool as_it_should_be() const {
    if (!trouble.empty() || !missed.empty()) return false;
    return fault.empty() == cases.empty();
  }
};

/// Everything that the runs have in common.
struct Inspection {
  model::FaultCatalogue faults;
  std::vector<model::Scenario> scenarios;
  runner::RunOptions options;
  std::filesystem::path server;
  bool quick = false;
};

/// Scenarios in which a server does not do as the standards recommend.
using Habits = std::set<std::string>;

bool failed(const model::Verdict& verdict) {
  return std::holds_alternative<model::Fail>(verdict) || std::holds_alternative<model::Hung>(verdict);
}

/// Only what should find the fault, where that is enough.
std::vector<model::Scenario> scenarios_for(const model::FaultExpectation& fault, const Inspection& inspection) {
  auto scenarios = inspection.scenarios;
  if (inspection.quick && !fault.found_by.empty())
    std::erase_if(scenarios, [&](const model::Scenario& scenario) {
      return std::ranges::find(fault.found_by, scenario.case_id) == fault.found_by.end();
    });
  return scenarios;
}

/// A violated SHOULD shows a fault too, unless the server without one violates it: that one's `habits` are learnt from
/// its report, the first, and no fault is found by them.
Row row_of(const model::FaultExpectation& fault, const model::Report& report, Habits& habits) {
  Row row{.fault = fault.fault, .cases = {}, .missed = {}, .trouble = {}};
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

Result<Row> inspect(const model::FaultExpectation& fault, const Inspection& inspection, Habits& habits,
                    const std::stop_token& stop) {
  auto options = inspection.options;
  options.scenarios = scenarios_for(fault, inspection);
  options.out /= fault.fault.empty() ? "none" : fault.fault;
  if (auto made = core::make_directory(options.out, core::Readers::owner_only); !made.ok()) return made;
  const auto backend = deployment::reference_backend(inspection.server, fault.fault);
  const auto reports = runner::run({{.options = options,
                                     .backend = *backend,
                                     .progress = {.on_group = [](const std::string&, std::size_t) {},
                                                  .on_result = [](const model::ScenarioResult&) {}}}},
                                   stop);
  if (!reports.ok()) return reports.status();
  if (reports->front().interrupted) return interrupted("faults: interrupted");
  return row_of(fault, reports->front(), habits);
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
  return {{"fault", row.fault.empty() ? ordered_json(nullptr) : ordered_json(row.fault)},
          {"as_it_should_be", row.as_it_should_be()},
          {"failed_cases", std::move(cases)},
          {"missed", row.missed},
          {"trouble", row.trouble.empty() ? ordered_json(nullptr) : ordered_json(row.trouble)}};
}

/// The faults that `names` name, after a server without any; all of them where nothing is named.
Result<std::vector<model::FaultExpectation>> chosen(const model::FaultCatalogue& catalogue,
                                                    const std::vector<std::string>& names) {
  std::vector<model::FaultExpectation> faults{{}};
  for (const auto& name : names) {
    const auto known = std::ranges::find(catalogue.faults, name, &model::FaultExpectation::fault);
    if (known == catalogue.faults.end())
      return missing("faults: there is no fault '" + name + "'; 'tlsgauge-server --list-faults' names them");
    faults.push_back(*known);
  }
  if (names.empty()) faults.insert(faults.end(), catalogue.faults.begin(), catalogue.faults.end());
  return faults;
}

Result<Inspection> prepare(const FaultArguments& arguments, const std::filesystem::path& out) {
  const auto places = runner::Places::from_environment();
  auto faults = scenario::load_faults(places.home / "scenarios/faults/client-certificates.json");
  if (!faults.ok()) return faults.status();
  auto catalogue = scenario::load_catalogue(places.home / "scenarios");
  if (!catalogue.ok()) return catalogue.status();
  auto scenarios = runner::select(*std::move(catalogue), {.suites = {faults->suite}, .filters = {}, .tags = {}});
  if (!scenarios.ok()) return scenarios.status();
  auto recipes = scenario::load_recipes(places.home / "certs/cases");
  if (!recipes.ok()) return recipes.status();
  auto server = reference_server();
  if (!server.ok()) return server.status();
  Inspection inspection{.faults = *std::move(faults),
                        .scenarios = *std::move(scenarios),
                        .options = {},
                        .server = *std::move(server),
                        .quick = arguments.quick};
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

int inspect_all(const FaultArguments& arguments, const CommonOptions& common) {
  const auto scratch = core::TemporaryDirectory::make();
  if (!scratch.ok()) return complain(scratch.status());
  const auto out = arguments.out.empty() ? scratch->path() : arguments.out;
  if (auto made = core::make_directory(out, core::Readers::owner_only); !made.ok()) return complain(made);
  const auto inspection = prepare(arguments, out);
  if (!inspection.ok()) return complain(inspection.status());
  const auto faults = chosen(inspection->faults, arguments.names);
  if (!faults.ok()) return complain_of_usage(faults.status());

  const runner::Interruption interruption;
  auto rows = ordered_json::array();
  std::size_t wrong = 0;
  Habits habits;
  for (const auto& fault : *faults) {
    const auto row = inspect(fault, *inspection, habits, interruption.token());
    if (!row.ok()) return complain(row.status());
    if (!row->as_it_should_be()) ++wrong;
    if (common.json) {
      rows.push_back(to_json(*row));
    } else {
      print(*row);
    }
  }
  if (common.json) std::cout << rows.dump(2) << "\n";
  if (!common.json)
    std::cout << faults->size() - 1 << " faults, " << (wrong == 0 ? "every one found" : "not as it should be: ")
              << (wrong == 0 ? "" : std::to_string(wrong)) << "\n";
  return wrong == 0 ? 0 : 1;
}

}  // namespace

void add_faults(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto arguments = std::make_shared<FaultArguments>();
  auto* command =
      app.add_subcommand("faults", "Shows that the suite client-certificates finds servers that are wrong on purpose");
  command->fallthrough();
  command->add_option("name", arguments->names, "Faults of 'tlsgauge-server --list-faults' (default: all)");
  command->add_flag("--quick", arguments->quick, "Try only the cases that should find a fault");
  command->add_option("--out", arguments->out, "Directory for a report a fault (default: none is kept)");
  command->footer(
      "Examples:\n"
      "  tlsgauge faults                      fault by fault, the cases that fail: some minutes\n"
      "  tlsgauge faults --quick expiry-ignored\n"
      "  tlsgauge run client-certificates --target fault:expiry-ignored     how such a server looks in a report\n"
      "Exit code: 0 every fault is found by the cases that should, and a server without one by none; else 1.");
  command->callback([arguments, &common, &exit_code] { exit_code = inspect_all(*arguments, common); });
}

}  // namespace tlsgauge::cli
