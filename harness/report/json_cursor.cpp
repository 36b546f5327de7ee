#include "report/json_cursor.hpp"

#include <limits>

namespace tlsgauge::report {
namespace {

const nlohmann::json& nothing() {
  static const nlohmann::json null;
  return null;
}

}  // namespace

void JsonCursor::complain(const std::string& what) const {
  constexpr std::size_t kMost = 200;  // keys, and what is quoted, are the document's
  if (fault_->ok()) *fault_ = bad_input(file_ + ": " + path_.substr(0, kMost) + ": " + what.substr(0, kMost));
}

JsonCursor JsonCursor::operator[](const std::string& key) const {
  auto value = optional(key);
  if (value_->is_object() && !value_->contains(key)) value.complain("is missing");
  return value;
}

JsonCursor JsonCursor::optional(const std::string& key) const {
  if (!value_->is_object()) {
    complain("must be an object");
    return {nothing(), *this, "." + key};
  }
  const auto found = value_->find(key);
  return {found == value_->end() ? nothing() : *found, *this, "." + key};
}

std::vector<JsonCursor> JsonCursor::items() const {
  std::vector<JsonCursor> cursors;
  if (is_null()) return cursors;
  if (!value_->is_array()) {
    complain("must be a list");
    return cursors;
  }
  cursors.reserve(value_->size());
  for (std::size_t i = 0; i < value_->size(); ++i)
    cursors.push_back(JsonCursor{(*value_)[i], *this, "[" + std::to_string(i) + "]"});
  return cursors;
}

std::vector<std::string> JsonCursor::keys() const {
  std::vector<std::string> names;
  if (is_null()) return names;
  if (!value_->is_object()) {
    complain("must be an object");
    return names;
  }
  for (const auto& item : value_->items()) names.push_back(item.key());
  return names;
}

bool JsonCursor::flag() const {
  if (value_->is_boolean()) return value_->get<bool>();
  complain("must be true or false");
  return false;
}

std::string JsonCursor::text() const {
  if (value_->is_string()) return value_->get<std::string>();
  complain("must be a string");
  return {};
}

std::string JsonCursor::text_or_empty() const { return is_null() ? std::string{} : text(); }

int JsonCursor::whole_number() const {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
  if (value_->is_number_unsigned() && value_->get<std::uint64_t>() <= kMost) return value_->get<int>();
  complain("must be a whole number that is not negative");
  return 0;
}

std::optional<double> JsonCursor::number() const {
  if (is_null()) return std::nullopt;
  if (value_->is_number() && value_->get<double>() >= 0) return value_->get<double>();
  complain("must be a number that is not negative, or null");
  return std::nullopt;
}

std::string JsonCursor::scalar() const {
  if (value_->is_string()) return value_->get<std::string>();
  if (!value_->is_structured()) return value_->dump();
  complain("must be a single value");
  return {};
}

}  // namespace tlsgauge::report
