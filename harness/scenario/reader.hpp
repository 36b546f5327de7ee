#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace tlsgauge::scenario {

using Json = nlohmann::json;

/// The first thing that is wrong with a document. Readers of one document share it; what is read after it is moot.
class Complaint {
 public:
  explicit Complaint(std::string file) : file_{std::move(file)} {}

  void add(const std::string& path, const std::string& what) {
    if (status_.ok()) status_ = bad_input(file_ + ": " + path + ": " + what);
  }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  std::string file_;
  Status status_;
};

/// Reads the keys of one JSON object. It knows where it is, and which keys nobody asked for.
class Reader {
 public:
  Reader(const Json& value, std::string path, Complaint& complaint);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool has(const std::string& key);

  [[nodiscard]] std::string text(const std::string& key);  ///< required
  [[nodiscard]] std::string text_or(const std::string& key, const std::string& fallback);
  [[nodiscard]] bool flag_or(const std::string& key, bool fallback);
  [[nodiscard]] std::optional<int> number(const std::string& key);       ///< optional
  [[nodiscard]] std::vector<std::string> texts(const std::string& key);  ///< optional list of strings
  [[nodiscard]] Reader object(const std::string& key);                   ///< empty when missing
  [[nodiscard]] std::vector<Reader> objects(const std::string& key);     ///< required list of objects
  /// A reader of `value` that stands, as far as its complaints go, in the place of `key`. `value` outlives it.
  [[nodiscard]] Reader within(const Json& value, const std::string& key) const;
  [[nodiscard]] std::vector<std::string> keys() const;
  /// The raw object, for merging.
  [[nodiscard]] const Json& raw() const { return *value_; }
  /// The raw value of a key; null when missing.
  [[nodiscard]] const Json& raw(const std::string& key);

  /// One of a set of names, translated by `named` (text → optional value); complains with "is not `what`".
  template <class Named>
  [[nodiscard]] auto choice(const std::string& key, const std::string& fallback, Named named, const std::string& what) {
    const auto word = text_or(key, fallback);
    const auto value = named(word);
    if (!value) complain(key, "'" + word + "' is not " + what);
    return value;
  }

  void complain(const std::string& key, const std::string& what);
  /// Complains about the first key that was never asked for.
  void finish();

 private:
  [[nodiscard]] const Json* find(const std::string& key);

  const Json* value_;
  std::string path_;
  Complaint* complaint_;
  std::set<std::string> asked_;
};

/// For Reader::choice: which of `values` has the name that a word is.
template <class Enum, std::size_t N>
auto names_of(const std::array<Enum, N>& values) {
  return [values](const std::string& word) -> std::optional<Enum> {
    for (const auto value : values) {
      if (name(value) == word) return value;
    }
    return std::nullopt;
  };
}

/// The files of JSON in a directory, in the order of their names. `what` they are is for the fault.
[[nodiscard]] Result<std::vector<std::filesystem::path>> documents_in(const std::filesystem::path& directory,
                                                                      const std::string& what);

/// Reads a JSON file, and has `read` take what is in its object, beside the keys that are for editors and readers only.
/// @return what `read` or a syntax error complained of first, with the file and the place.
[[nodiscard]] Status read_document(const std::filesystem::path& file,
                                   const std::function<void(Reader&, Complaint&)>& read);

}  // namespace tlsgauge::scenario
