#include "scenario/reader.hpp"

#include <algorithm>
#include <utility>

#include "core/file.hpp"

namespace tlsgauge::scenario {
namespace {

const Json& nothing() {
  static const Json null;
  return null;
}

const Json& empty_object() {
  static const Json object = Json::object();
  return object;
}

}  // namespace

Reader::Reader(const Json& value, std::string path, Complaint& complaint)
    : value_{&value}, path_{std::move(path)}, complaint_{&complaint} {
  if (!value.is_object()) {
    complaint.add(path_, "must be an object");
    value_ = &empty_object();
  }
}

const Json* Reader::find(const std::string& key) {
  asked_.insert(key);
  const auto found = value_->find(key);
  return found == value_->end() ? nullptr : &*found;
}

bool Reader::has(const std::string& key) { return find(key) != nullptr; }

const Json& Reader::raw(const std::string& key) {
  const auto* value = find(key);
  return value != nullptr ? *value : nothing();
}

void Reader::complain(const std::string& key, const std::string& what) { complaint_->add(path_ + "." + key, what); }

std::string Reader::text(const std::string& key) {
  if (find(key) == nullptr) complain(key, "is missing");
  return text_or(key, {});
}

std::string Reader::text_or(const std::string& key, const std::string& fallback) {
  const auto* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_string()) {
    complain(key, "must be a string");
    return fallback;
  }
  return value->get<std::string>();
}

bool Reader::flag_or(const std::string& key, bool fallback) {
  const auto* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) {
    complain(key, "must be true or false");
    return fallback;
  }
  return value->get<bool>();
}

std::optional<int> Reader::number(const std::string& key) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) {
    complain(key, "must be a whole number");
    return std::nullopt;
  }
  const bool fits = value->is_number_unsigned() ? std::in_range<int>(value->get<std::uint64_t>())
                                                : std::in_range<int>(value->get<std::int64_t>());
  if (!fits) {
    complain(key, "is out of range");
    return std::nullopt;
  }
  return value->get<int>();
}

std::vector<std::string> Reader::texts(const std::string& key) {
  const auto* value = find(key);
  std::vector<std::string> result;
  if (value == nullptr) return result;
  if (!value->is_array()) {
    complain(key, "must be a list of strings");
    return result;
  }
  for (const auto& item : *value) {
    if (!item.is_string()) {
      complain(key + "[" + std::to_string(result.size()) + "]", "must be a string");
      return result;
    }
    result.push_back(item.get<std::string>());
  }
  return result;
}

Reader Reader::object(const std::string& key) {
  const auto* value = find(key);
  return Reader{value != nullptr ? *value : empty_object(), path_ + "." + key, *complaint_};
}

Reader Reader::within(const Json& value, const std::string& key) const {
  return Reader{value, path_ + "." + key, *complaint_};
}

std::vector<Reader> Reader::objects(const std::string& key) {
  const auto* value = find(key);
  std::vector<Reader> result;
  if (value == nullptr || !value->is_array()) {
    complain(key, value == nullptr ? "is missing" : "must be a list of objects");
    return result;
  }
  for (std::size_t i = 0; i < value->size(); ++i)
    result.emplace_back((*value)[i], path_ + "." + key + "[" + std::to_string(i) + "]", *complaint_);
  return result;
}

std::vector<std::string> Reader::keys() const {
  std::vector<std::string> result;
  for (const auto& item : value_->items()) result.push_back(item.key());
  return result;
}

void Reader::finish() {
  for (const auto& key : keys()) {
    if (!asked_.contains(key)) complaint_->add(path_, "unknown key '" + key + "'");
  }
}

namespace {

constexpr int kMaxDepth = 32;  // a scenario nests six levels; values are copied recursively

/// A syntax error names line and column.
Result<Json> load_json(const std::filesystem::path& file) {
  auto bytes = core::read_file(file);
  if (!bytes.ok()) return bytes.status();
  bool too_deep = false;
  // Values that a false answer discards are not kept, so depth costs no memory.
  const auto keep = [&](int depth, Json::parse_event_t, const Json&) {
    too_deep = too_deep || depth > kMaxDepth;
    return !too_deep;
  };
  try {
    auto document = Json::parse(*bytes, keep);
    if (too_deep) return bad_input(file.string() + ": nested more than " + std::to_string(kMaxDepth) + " levels");
    return document;
  } catch (const Json::exception& error) {  // a syntax error, or a number that no machine type holds
    // "[json.exception.parse_error.101] parse error at line 3, column 5: …": the number helps nobody.
    const std::string text = error.what();
    const auto end = text.find("] ");
    return bad_input(file.string() + ": " + (end == std::string::npos ? text : text.substr(end + 2)));
  }
}

}  // namespace

Result<std::vector<std::filesystem::path>> documents_in(const std::filesystem::path& directory,
                                                        const std::string& what) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (auto at = std::filesystem::directory_iterator{directory, error};
       !error && at != std::filesystem::directory_iterator{}; at.increment(error)) {
    if (at->path().extension() == ".json") files.push_back(at->path());
  }
  if (error) return missing(directory.string() + ": cannot read " + what + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

Status read_document(const std::filesystem::path& file, const std::function<void(Reader&, Complaint&)>& read) {
  const auto document = load_json(file);
  if (!document.ok()) return document.status();
  Complaint complaint{file.string()};
  Reader root{*document, "$", complaint};
  (void)root.text_or("$schema", {});
  (void)root.text_or("about", {});
  read(root, complaint);
  root.finish();
  return complaint.status();
}

}  // namespace tlsgauge::scenario
