#pragma once

#include <yaml-cpp/yaml.h>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace tlsgauge::server {

/// "tlsmode" for "tlsMode", "debugmode" for "debug_mode": how Milvus compares key names.
[[nodiscard]] std::string normalized(std::string_view key);

/// A YAML file under strict reading. The first fault sticks; readers go on and change nothing more, so that a caller
/// asks once, at the end.
class Document {
 public:
  Document(const std::string& text, std::string file);

  [[nodiscard]] const Status& status() const noexcept { return status_; }
  /// Records "milvus.yaml:12: `what`". @param line counted from 1
  void fault(int line, const std::string& what);

 private:
  friend class Section;
  std::string file_;
  Status status_;
  YAML::Node root_;
};

/// A mapping of the document. An absent section is an empty one. The document must outlive it.
class Section {
 public:
  struct Entry {
    std::string key;  ///< as written
    int line;
    YAML::Node value;
  };

  /// The whole document.
  explicit Section(Document& document);

  [[nodiscard]] Section section(std::string_view key) const;
  /// "common.security"; empty for the whole document.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const Entry* find(std::string_view key) const;

  // Each sets `into` if the key is there and has a value.
  void read(std::string_view key, bool& into) const;
  void read(std::string_view key, std::string& into) const;
  /// @param largest the greatest number that makes sense
  template <std::unsigned_integral Number>
  void read(std::string_view key, Number& into, Number largest) const {
    std::uint64_t number = into;
    read_number(key, number, largest);
    into = static_cast<Number>(number);
  }

  /// A fault for every key that is not in `known`, with the closest known one where it looks like a slip.
  void expect_only(std::initializer_list<std::string_view> known) const;
  void fault(int line, const std::string& what) const { document_->fault(line, what); }
  /// "common.security.tlsMode"
  [[nodiscard]] std::string path_of(std::string_view key) const;

 private:
  Section(Document& document, std::string path, const YAML::Node& node, int line);
  void read_number(std::string_view key, std::uint64_t& into, std::uint64_t largest) const;
  [[nodiscard]] std::optional<std::string> scalar(std::string_view key) const;

  Document* document_;
  std::string path_;
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t> places_;  // in entries_, by the normalized key; a file may have many
};

}  // namespace tlsgauge::server
