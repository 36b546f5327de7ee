#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace tlsgauge::report {

/// A value of a JSON document, and where it stands. Reading something that is not there or of another type notes the
/// first such fault of the document and returns an empty value: what is read after it is moot.
class JsonCursor {
 public:
  /// The root of `document`, which outlives the cursor, as does `fault`. Faults begin with `file`.
  JsonCursor(const nlohmann::json& document, std::string file, Status& fault)
      : value_{&document}, file_{std::move(file)}, path_{"$"}, fault_{&fault} {}

  /// The value of a required key of an object.
  [[nodiscard]] JsonCursor operator[](const std::string& key) const;
  /// The value of a key; a null where the key is missing.
  [[nodiscard]] JsonCursor optional(const std::string& key) const;
  /// The items of a list; none for null.
  [[nodiscard]] std::vector<JsonCursor> items() const;
  /// The keys of an object; none for null.
  [[nodiscard]] std::vector<std::string> keys() const;

  [[nodiscard]] bool is_null() const { return value_->is_null(); }
  [[nodiscard]] bool flag() const;
  [[nodiscard]] std::string text() const;              ///< a string
  [[nodiscard]] std::string text_or_empty() const;     ///< a string, or empty for null
  [[nodiscard]] int whole_number() const;              ///< 0 to 2^31 - 1
  [[nodiscard]] std::optional<double> number() const;  ///< not negative; nothing for null
  /// Any value that is no list and no object, as text.
  [[nodiscard]] std::string scalar() const;

  /// Notes a fault of this value: "FILE: $.results[3].verdict: `what`".
  void complain(const std::string& what) const;

 private:
  JsonCursor(const nlohmann::json& value, const JsonCursor& parent, const std::string& step)
      : value_{&value}, file_{parent.file_}, path_{parent.path_ + step}, fault_{parent.fault_} {}

  const nlohmann::json* value_;
  std::string file_;
  std::string path_;
  Status* fault_;
};

}  // namespace tlsgauge::report
