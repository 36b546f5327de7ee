#include "scenario/recipes.hpp"

#include <algorithm>
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
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (auto at = std::filesystem::directory_iterator{directory, error};
       !error && at != std::filesystem::directory_iterator{}; at.increment(error)) {
    if (at->path().extension() == ".json") files.push_back(at->path());
  }
  if (error) return missing(directory.string() + ": cannot read the catalogue of certificates: " + error.message());
  std::ranges::sort(files);
  std::vector<model::Recipe> recipes;
  std::set<std::string> names;
  for (const auto& file : files)
    if (auto loaded = load_file(file, recipes, names); !loaded.ok()) return loaded;
  return recipes;
}

}  // namespace tlsgauge::scenario
