#include "deployment/compose/leftovers.hpp"

#include <string>
#include <vector>

#include "deployment/compose/owner.hpp"

namespace tlsgauge::deployment::compose {
namespace {

/// Removes what `list` lists and whose owner has ended, by `remove` and the ids.
Status remove_orphans(const Engine& engine, std::vector<std::string> list, std::vector<std::string> remove,
                      const core::Deadline& deadline) {
  const std::string label{kOwnerLabel};
  list.insert(list.end(), {"--filter", "label=" + label});
  const auto rows = engine.rows(list, "{{.ID}} {{.Label \"" + label + "\"}}", deadline);
  if (!rows.ok()) return rows.status();
  const auto words = remove.size();
  for (const auto& row : *rows) {
    const auto space = row.find(' ');
    if (space != std::string::npos && has_ended(row.substr(space + 1))) remove.push_back(row.substr(0, space));
  }
  return remove.size() == words ? absl::OkStatus() : engine.docker(remove, deadline).status();
}

}  // namespace

Status remove_leftovers(const Engine& engine, const core::Deadline& deadline) {
  auto containers = remove_orphans(engine, {"ps", "--all"}, {"rm", "--force", "--volumes"}, deadline);
  if (!containers.ok()) return containers;
  return remove_orphans(engine, {"network", "ls"}, {"network", "rm"}, deadline);
}

}  // namespace tlsgauge::deployment::compose
