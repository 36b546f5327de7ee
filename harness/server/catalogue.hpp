#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace tlsgauge::server {

/// The names of what this server pretends to store: databases and collections are nothing but names, shared by gRPC and
/// REST. Safe to use from any thread.
class Names {
 public:
  static constexpr std::size_t kMost = 65536;
  static constexpr std::size_t kLongest = 255;  ///< octets, as in Milvus

  explicit Names(const std::vector<std::string>& names) : names_{names.begin(), names.end()} {}

  [[nodiscard]] std::vector<std::string> all() const;  ///< in alphabetical order
  [[nodiscard]] bool contains(const std::string& name) const;
  /// @return false where the name is empty or too long, or there are too many.
  [[nodiscard]] bool add(const std::string& name);
  void remove(const std::string& name);

 private:
  mutable std::mutex mutex_;
  std::set<std::string> names_;
};

struct Catalogue {
  Catalogue(const std::vector<std::string>& first_databases, const std::vector<std::string>& first_collections)
      : databases{first_databases}, collections{first_collections} {}

  Names databases;
  Names collections;
};

}  // namespace tlsgauge::server
