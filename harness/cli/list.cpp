#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "runner/plan.hpp"
#include "runner/tools.hpp"
#include "scenario/catalogue.hpp"

namespace tlsgauge::cli {
namespace {

using Json = nlohmann::ordered_json;

void print_json(const std::vector<model::Scenario>& scenarios) {
  auto list = Json::array();
  for (const auto& scenario : scenarios) {
    list.push_back({{"id", scenario.id},
                    {"case", scenario.case_id.empty() ? Json(nullptr) : Json(scenario.case_id)},
                    {"title", scenario.title},
                    {"requirement", model::name(scenario.requirement)},
                    {"severity", model::name(scenario.severity)},
                    {"references", scenario.references},
                    {"tags", scenario.tags},
                    {"topology", model::describe(scenario.topology)},
                    {"exchange", model::kind(scenario.exchange.action)}});
  }
  std::cout << list.dump(2) << "\n";
}

void print_text(const std::vector<model::Scenario>& scenarios, bool verbose) {
  for (const auto& scenario : scenarios) {
    std::cout << scenario.id << "\n    " << scenario.title << "\n";
    if (!verbose) continue;
    std::cout << "    " << model::name(scenario.requirement) << ", " << model::name(scenario.severity) << "; "
              << model::describe(scenario.topology) << "\n";
    for (const auto& reference : scenario.references) std::cout << "    " << reference << "\n";
  }
  std::cout << scenarios.size() << " scenarios in " << runner::plan(scenarios).size() << " server set-ups\n";
}

int list(const runner::Selection& selection, const CommonOptions& common) {
  const auto places = runner::Places::from_environment();
  auto catalogue = scenario::load_catalogue(places.home / "scenarios");
  if (!catalogue.ok()) return complain(catalogue.status());
  const auto scenarios = runner::select(*std::move(catalogue), selection);
  if (!scenarios.ok()) return complain(scenarios.status());
  if (common.json) {
    print_json(*scenarios);
  } else {
    print_text(*scenarios, common.verbose);
  }
  return 0;
}

}  // namespace

void add_list(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto selection = std::make_shared<runner::Selection>();
  auto* command = app.add_subcommand("list", "Shows suites and scenarios with id, title, requirement and references");
  command->fallthrough();
  command->add_option("suite", selection->suites, "Suites (default: all)");
  command->add_option("--filter", selection->filters, "Only ids that match this glob, or contain this word");
  selection->slow = true;
  command->add_option("--tag", selection->tags, "Only scenarios with this tag");
  command->callback([selection, &common, &exit_code] { exit_code = list(*selection, common); });
}

}  // namespace tlsgauge::cli
