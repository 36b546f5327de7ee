#include <nlohmann/json.hpp>

#include <array>
#include <set>

#include "fuzz.hpp"
#include "scenario/catalogue.hpp"

// The documents of scenarios/: scenarios, deviations, faults. Each input is read as each of them.

namespace {

using namespace tlsgauge;

constexpr auto kNames = std::to_array<std::string_view>({"document.json"});

void require_sound(const std::vector<model::Scenario>& scenarios) {
  std::set<std::string> ids;
  for (const auto& scenario : scenarios) {
    fuzz::require(scenario.id.find('/') != std::string::npos, "an id has the group before it", scenario.id);
    fuzz::require(ids.insert(scenario.id).second, "ids are unique", scenario.id);
    fuzz::require(scenario.exchange.client.certificate.empty() == scenario.exchange.client.key.empty(),
                  "a certificate has a key", scenario.id);
    fuzz::require(!scenario.exchange.client.server_name.empty(), "a server is verified by its name", scenario.id);
    fuzz::require(scenario::matches("*", scenario.id), "every id matches *", scenario.id);
    (void)model::describe(scenario.topology);
  }
}

/// The ids in `file`; nothing where it is refused.
std::optional<std::vector<std::string>> ids_in(const fuzz::InputFiles& files) {
  const auto scenarios = scenario::load_catalogue(files.directory());
  if (!scenarios.ok()) {
    fuzz::require_fault(scenarios.status(), files.directory().string());
    return std::nullopt;
  }
  require_sound(*scenarios);
  std::vector<std::string> ids;
  for (const auto& scenario : *scenarios) ids.push_back(scenario.id);
  return ids;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::InputFiles files{kNames};
  const auto file = files.path(kNames[0]);
  files.fill(fuzz::text_of(data, size));

  if (const auto deviations = scenario::load_deviations(file); !deviations.ok()) {
    fuzz::require_fault(deviations.status(), file.string() + ": ");
  } else {
    for (const auto& deviation : *deviations) fuzz::require(!deviation.reason.empty(), "a deviation has a reason");
  }
  if (const auto faults = scenario::load_faults(file); !faults.ok())
    fuzz::require_fault(faults.status(), file.string() + ": ");

  const auto ids = ids_in(files);
  if (!ids) return 0;
  // How a document is laid out says nothing.
  files.fill(nlohmann::ordered_json::parse(data, data + size).dump(3));
  fuzz::require(ids_in(files) == ids, "another layout of the document reads the same");
  return 0;
}
