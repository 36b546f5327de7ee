#pragma once

#include <filesystem>
#include <vector>

#include "core/result.hpp"
#include "model/recipe.hpp"

namespace tlsgauge::scenario {

/// Reads every file of recipes (*.json) in `directory`, in the order of their names.
/// @return InvalidArgument "FILE: $.path.to.key: what is wrong" for the first thing that is; ids and slugs must be
/// unique, and every certificate that a recipe names must be one of its own, "ca" or "server".
[[nodiscard]] Result<std::vector<model::Recipe>> load_recipes(const std::filesystem::path& directory);

}  // namespace tlsgauge::scenario
