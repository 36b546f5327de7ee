#include "scenario/recipes.hpp"

#include <set>

#include "scenario/parse_recipe.hpp"

namespace tlsgauge::scenario {
namespace {

Status load_file(const std::filesystem::path& file, std::vector<model::Recipe>& into, std::set<std::string>& names) {
  return read_document(file, [&](Reader& root, Complaint&) {
    for (auto& entry : root.objects("cases")) {
      into.push_back(parse_recipe(entry));
      if (!names.insert(into.back().id).second) entry.complain("id", "'" + into.back().id + "' is used twice");
      if (!names.insert(into.back().slug).second) entry.complain("slug", "'" + into.back().slug + "' is used twice");
    }
  });
}

}  // namespace

Result<std::vector<model::Recipe>> load_recipes(const std::filesystem::path& directory) {
  const auto files = documents_in(directory, "the catalogue of certificates");
  if (!files.ok()) return files.status();
  std::vector<model::Recipe> recipes;
  std::set<std::string> names;
  for (const auto& file : *files)
    if (auto loaded = load_file(file, recipes, names); !loaded.ok()) return loaded;
  return recipes;
}

}  // namespace tlsgauge::scenario
