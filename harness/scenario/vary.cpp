#include <algorithm>
#include <array>
#include <string_view>

#include "scenario/parse_scenario.hpp"

namespace tlsgauge::scenario {
namespace {

/// A dimension of "vary": the key, where its value goes, and how the variant is called.
struct Dimension {
  const char* key;
  const char* section;
  const char* member;
  const char* prefix;  // of the variant's name
};

/// The TLS version that is offered, by a client whose server accepts it.
constexpr auto kVersion = "version";

/// Servers with client authentication take TLS 1.3 only, as Milvus' do, unless they are told otherwise.
void accept_version(Json& entry, const std::string& version) {
  if (version != "1.3") entry["topology"]["min_tls"] = version;
}

/// In the order in which a variant's name lists them.
constexpr auto kDimensions = std::to_array<Dimension>({{"certificates", "topology", "certificates", ""},
                                                       {"key", "topology", "key", ""},
                                                       {"tls", "client", "tls", "tls"},
                                                       {kVersion, "client", "tls", "tls"},
                                                       {"over", "exchange", "kind", ""},
                                                       {"change", "session", "change", ""},
                                                       {"operation", "exchange", "operation", ""},
                                                       {"port", "exchange", "port", ""},
                                                       {"tool", "exchange", "tool", ""}});

constexpr auto kSections =
    std::to_array<const char*>({"topology", "client", "session", "wire", "exchange", "expect", "vary"});

constexpr std::size_t kMostVariants = 1000;  // of one entry: each is a scenario of its own

/// An entry, and the name of the variant that it is so far.
struct Variant {
  Json entry;
  std::string name;
};

std::vector<Variant> vary(const std::vector<Variant>& variants, const Dimension& dimension,
                          const std::vector<std::string>& values) {
  std::vector<Variant> result;
  for (const auto& variant : variants) {
    for (const auto& value : values) {
      auto next = variant;
      next.entry[dimension.section][dimension.member] = value;
      if (dimension.key == kVersion) accept_version(next.entry, value);
      next.name += (next.name.empty() ? "@" : "+") + std::string{dimension.prefix} + value;
      result.push_back(std::move(next));
    }
  }
  return result;
}

/// How a value stands in the name of a variant: an id has no capitals, slashes or underscores.
std::string as_name(const Json& value) {
  auto name = value.is_string() ? value.get<std::string>() : value.dump();
  for (auto& letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.';
    const bool capital = letter >= 'A' && letter <= 'Z';
    if (!plain) letter = capital ? static_cast<char>(letter - 'A' + 'a') : '-';
  }
  return name;
}

/// Puts `value` wherever `place` stands in a text; a text that is nothing else becomes the value itself.
void substitute(Json& in, const std::string& place, const Json& value) {
  if (in.is_structured()) {
    for (auto& each : in) substitute(each, place, value);
    return;
  }
  if (!in.is_string()) return;
  auto text = in.get<std::string>();
  if (text == place) {
    in = value;
    return;
  }
  const auto written = value.is_string() ? value.get<std::string>() : value.dump();
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + written.size()))
    text.replace(at, place.size(), written);
  in = text;
}

/// A family: `values` of a word that stands in braces in the entry.
std::vector<Variant> each(const std::vector<Variant>& variants, const std::string& word, const Json& values) {
  std::vector<Variant> result;
  for (const auto& variant : variants) {
    for (const auto& value : values) {
      auto next = variant;
      substitute(next.entry, "{" + word + "}", value);
      next.name += (next.name.empty() ? "@" : "+") + as_name(value);
      result.push_back(std::move(next));
    }
  }
  return result;
}

/// The entry's own words, "each": {"suite": ["TLS_RSA_WITH_NULL_SHA", …]}.
void vary_words(std::vector<Variant>& variants, Reader words) {
  for (const auto& word : words.keys()) {
    const auto& values = words.raw(word);
    const bool scalars = values.is_array() && !values.empty() &&
                         std::ranges::all_of(values, [](const Json& value) { return value.is_primitive(); });
    if (!scalars) {
      words.complain(word, "must be a list of texts or numbers");
    } else if (values.size() > kMostVariants / variants.size()) {
      words.complain(word, "makes more than " + std::to_string(kMostVariants) + " scenarios of one");
    } else {
      variants = each(variants, word, values);
    }
  }
}

}  // namespace

std::vector<Json> expand(const Json& defaults, Reader& entry, const std::string& group) {
  Json merged = entry.raw();
  for (const auto* section : kSections) {
    Json value = defaults.value(section, Json::object());
    if (merged.contains(section)) value.merge_patch(merged[section]);  // RFC 7396: null removes a default
    if (!value.is_object()) {
      entry.complain(section, "must be an object");
      value = Json::object();  // a variant's value has to go somewhere
    }
    merged[section] = std::move(value);
  }
  const Json wanted = merged["vary"];
  merged.erase("vary");
  (void)entry.has("vary");
  std::vector<Variant> variants{{.entry = std::move(merged), .name = {}}};
  auto dimensions = entry.within(wanted, "vary");
  for (const auto& dimension : kDimensions) {
    const auto values = dimensions.texts(dimension.key);
    if (values.size() > kMostVariants / variants.size()) {
      dimensions.complain(dimension.key, "makes more than " + std::to_string(kMostVariants) + " scenarios of one");
      return {};
    }
    if (!values.empty()) variants = vary(variants, dimension, values);
  }
  vary_words(variants, dimensions.object("each"));
  dimensions.finish();

  std::vector<Json> result;
  for (auto& variant : variants) {
    variant.entry["id"] = group + "/" + entry.text("id") + variant.name;
    result.push_back(std::move(variant.entry));
  }
  return result;
}

}  // namespace tlsgauge::scenario
