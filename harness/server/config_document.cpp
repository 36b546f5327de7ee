#include "server/config_document.hpp"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <sstream>

namespace tlsgauge::server {
namespace {

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

/// The least number of insertions, deletions and replacements that make one word the other (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

/// The known key that was probably meant; empty where none is near.
std::string_view closest(std::string_view key, std::initializer_list<std::string_view> known) {
  constexpr std::size_t kMaxKey = 64;  // longer ones are no slip of the pen
  std::string_view best;
  const std::string wanted = normalized(key.substr(0, kMaxKey));
  std::size_t least = wanted.size() / 3 + 1;
  for (const auto candidate : known) {
    const std::string name = normalized(candidate);
    // "serverPem" for "serverPemPath" is far away by edits and still what was meant.
    const bool abbreviated = wanted.size() >= 3 && name.starts_with(wanted);
    const auto distance = abbreviated ? 1 : edit_distance(wanted, name);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

/// The lines where the documents of a file begin.
struct Beginnings final : YAML::EventHandler {
  std::vector<int> lines;

  void OnDocumentStart(const YAML::Mark& mark) override { lines.push_back(mark.line + 1); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

}  // namespace

std::string normalized(std::string_view key) {
  std::string result;
  for (const char c : key)
    if (c != '_') result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  return result;
}

Document::Document(const std::string& text, std::string file) : file_{std::move(file)} {
  try {
    Beginnings beginnings;
    std::istringstream in{text};
    YAML::Parser parser{in};
    // Not YAML::LoadAll: it does not end where something stands that begins no document, such as a comma.
    while (beginnings.lines.size() < 2 && parser.HandleNextDocument(beginnings)) {
    }
    if (beginnings.lines.size() > 1)
      fault(beginnings.lines[1], "a second YAML document, or what is none; one file is one configuration");
    root_ = YAML::Load(text);
  } catch (const YAML::Exception& error) {
    fault(error.mark.line + 1, "not YAML: " + error.msg);
  }
}

void Document::fault(int line, const std::string& what) {
  if (status_.ok()) status_ = bad_input(file_ + ":" + std::to_string(line) + ": " + what);
}

Section::Section(Document& document) : Section{document, "", document.root_, 1} {}

Section::Section(Document& document, std::string path, const YAML::Node& node, int line)
    : document_{&document}, path_{std::move(path)} {
  if (!node.IsDefined() || node.IsNull()) return;
  if (!node.IsMap()) {
    fault(line, (path_.empty() ? "the file" : path_) + " is not a mapping of keys to values; indent its keys below it");
    return;
  }
  for (const auto& pair : node) {
    if (!pair.first.IsScalar()) {
      fault(line_of(pair.first), "a key of " + (path_.empty() ? "the file" : path_) + " is not a plain word");
      return;
    }
    const Entry entry{.key = pair.first.Scalar(), .line = line_of(pair.first), .value = pair.second};
    const auto [place, added] = places_.emplace(normalized(entry.key), entries_.size());
    if (!added)
      fault(entry.line, path_of(entry.key) + " stands here and in line " +
                            std::to_string(entries_[place->second].line) +
                            "; merge the two, Milvus would refuse the file");
    entries_.push_back(entry);
  }
}

Section Section::section(std::string_view key) const {
  const auto* entry = find(key);
  return entry == nullptr ? Section{*document_, path_of(key), YAML::Node{}, 1}
                          : Section{*document_, path_of(key), entry->value, entry->line};
}

const Section::Entry* Section::find(std::string_view key) const {
  const auto place = places_.find(normalized(key));
  return place == places_.end() ? nullptr : &entries_[place->second];
}

std::string Section::path_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

std::optional<std::string> Section::scalar(std::string_view key) const {
  const auto* entry = find(key);
  if (entry == nullptr || entry->value.IsNull()) return std::nullopt;
  if (entry->value.IsScalar()) return entry->value.Scalar();
  fault(entry->line, path_of(key) + " is a list or a mapping; write one value");
  return std::nullopt;
}

void Section::read(std::string_view key, bool& into) const {
  const auto text = scalar(key);
  if (!text) return;
  const auto word = normalized(*text);
  if (word == "true" || word == "false")
    into = word == "true";
  else  // Milvus would quietly take its default
    fault(find(key)->line, path_of(key) + " is '" + *text + "'; write true or false");
}

void Section::read(std::string_view key, std::string& into) const {
  if (auto text = scalar(key)) into = *std::move(text);
}

void Section::read_number(std::string_view key, std::uint64_t& into, std::uint64_t largest) const {
  const auto text = scalar(key);
  if (!text || text->empty()) return;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc{} && end == text->data() + text->size() && number <= largest)
    into = number;
  else
    fault(find(key)->line, path_of(key) + " is '" + *text + "'; write a number from 0 to " + std::to_string(largest));
}

void Section::expect_only(std::initializer_list<std::string_view> known) const {
  for (const auto& entry : entries_) {
    const auto same = [&](std::string_view name) { return normalized(name) == normalized(entry.key); };
    if (std::ranges::any_of(known, same)) continue;
    const auto guess = closest(entry.key, known);
    fault(entry.line, "unknown key " + path_of(entry.key) +
                          (guess.empty() ? "; remove it" : "; did you mean " + std::string{guess} + "?"));
  }
}

}  // namespace tlsgauge::server
