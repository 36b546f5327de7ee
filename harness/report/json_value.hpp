#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace tlsgauge::report {

/// What we write: members stay in the order of the schema.
using Json = nlohmann::ordered_json;

/// Null where there is nothing.
template <class T>
[[nodiscard]] Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

[[nodiscard]] inline Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace tlsgauge::report
