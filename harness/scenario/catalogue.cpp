#include "scenario/catalogue.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <set>

#include "scenario/parse_scenario.hpp"

namespace tlsgauge::scenario {
namespace {

constexpr std::string_view kSchemaEnding = ".schema.json";
/// Folders beside the suites that hold something else.
constexpr auto kOtherFolders = std::to_array<std::string_view>({"deviations", "faults"});

Result<std::vector<std::filesystem::path>> scenario_files(const std::filesystem::path& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (auto at = std::filesystem::recursive_directory_iterator{directory, error};
       !error && at != std::filesystem::recursive_directory_iterator{}; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (at->is_directory() && std::ranges::find(kOtherFolders, name) != kOtherFolders.end())
      at.disable_recursion_pending();
    if (name.ends_with(".json") && !name.ends_with(kSchemaEnding)) files.push_back(at->path());
  }
  if (error) return missing(directory.string() + ": cannot read the scenario catalogue: " + error.message());
  std::ranges::sort(files);
  return files;
}

Status load_file(const std::filesystem::path& file, std::vector<model::Scenario>& into) {
  return read_document(file, [&](Reader& root, Complaint& complaint) {
    const auto group = root.text("group");
    Json defaults = Json::object();
    for (const auto* section : {"topology", "client", "session", "wire", "exchange", "expect", "vary"}) {
      if (root.has(section)) defaults[section] = root.raw(section);
    }
    for (auto& entry : root.objects("scenarios")) {
      for (const auto& variant : expand(defaults, entry, group)) {
        Reader reader{variant, entry.path(), complaint};
        auto scenario = parse_scenario(reader);
        scenario.folder = file.parent_path();
        into.push_back(std::move(scenario));
      }
    }
  });
}

Status check_unique(const std::vector<model::Scenario>& scenarios) {
  std::set<std::string> ids;
  for (const auto& scenario : scenarios) {
    if (!ids.insert(scenario.id).second)
      return bad_input(scenario.folder.string() + ": the id '" + scenario.id + "' is used twice");
  }
  return absl::OkStatus();
}

}  // namespace

Result<std::vector<model::Scenario>> load_catalogue(const std::filesystem::path& directory) {
  const auto files = scenario_files(directory);
  if (!files.ok()) return files.status();
  std::vector<model::Scenario> scenarios;
  for (const auto& file : *files) {
    if (auto status = load_file(file, scenarios); !status.ok()) return status;
  }
  if (auto status = check_unique(scenarios); !status.ok()) return status;
  return scenarios;
}

bool matches(const std::string& glob, const std::string& id) { return ::fnmatch(glob.c_str(), id.c_str(), 0) == 0; }

}  // namespace tlsgauge::scenario
