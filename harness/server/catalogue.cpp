#include "server/catalogue.hpp"

namespace tlsgauge::server {

std::vector<std::string> Names::all() const {
  const std::scoped_lock lock{mutex_};
  return {names_.begin(), names_.end()};
}

bool Names::contains(const std::string& name) const {
  const std::scoped_lock lock{mutex_};
  return names_.contains(name);
}

bool Names::add(const std::string& name) {
  const std::scoped_lock lock{mutex_};
  if (name.empty() || name.size() > kLongest || names_.size() >= kMost) return false;
  names_.insert(name);
  return true;
}

void Names::remove(const std::string& name) {
  const std::scoped_lock lock{mutex_};
  names_.erase(name);
}

}  // namespace tlsgauge::server
