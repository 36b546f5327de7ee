#pragma once

#include <string>

#include "model/recipe.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {

/// Parses one entry of a file of recipes.
[[nodiscard]] model::Recipe parse_recipe(Reader& entry);

/// Parses one change of an encoding: {"at": path, OPERATION: …}.
[[nodiscard]] model::Edit parse_edit(Reader& at);

/// Parses a list of them; none where the key is missing.
[[nodiscard]] std::vector<model::Edit> parse_edits(Reader& at, const std::string& key);

/// Parses required octets, in hexadecimal.
[[nodiscard]] model::Octets parse_octets(Reader& at, const std::string& key);

}  // namespace tlsgauge::scenario
