#include <array>
#include <charconv>
#include <sstream>

#include "scenario/parse_recipe.hpp"

namespace tlsgauge::scenario {
namespace {

using model::Operation;

constexpr std::size_t kMostOctets = 1U << 20U;

std::optional<model::Octets> octets_of_word(const std::string& hex) {
  model::Octets octets;
  if (hex.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    std::uint8_t octet = 0;
    const auto read = std::from_chars(hex.data() + i, hex.data() + i + 2, octet, 16);
    if (read.ec != std::errc{} || read.ptr != hex.data() + i + 2) return std::nullopt;
    octets.push_back(octet);
  }
  return octets;
}

/// Words of hexadecimal digits, each once or as often as it says: "16 0303 00*512".
std::optional<model::Octets> octets_of(const std::string& text) {
  model::Octets octets;
  std::istringstream words{text};
  for (std::string word; words >> word;) {
    const auto star = word.find('*');
    std::size_t times = 1;
    if (star != std::string::npos) {
      const auto read = std::from_chars(word.data() + star + 1, word.data() + word.size(), times);
      if (read.ec != std::errc{} || read.ptr != word.data() + word.size()) return std::nullopt;
    }
    const auto once = octets_of_word(word.substr(0, star));
    if (!once || (!once->empty() && times > (kMostOctets - octets.size()) / once->size())) return std::nullopt;
    for (; times > 0; --times) octets.insert(octets.end(), once->begin(), once->end());
  }
  return octets;
}

Operation text_content(Reader& at, const std::string& key) {
  const auto text = at.text(key);
  return model::SetContent{{text.begin(), text.end()}};
}

template <class Made>
Operation with_octets(Reader& at, const std::string& key) {
  return Made{parse_octets(at, key)};
}

template <class Made>
Operation with_number(Reader& at, const std::string& key) {
  return Made{at.number(key).value_or(0)};
}

template <class Made>
Operation with_nothing(Reader& at, const std::string& key) {
  if (!at.flag_or(key, false)) at.complain(key, "can only be true");
  return Made{};
}

template <model::LengthForm form>
Operation with_length(Reader& at, const std::string& key) {
  if (form == model::LengthForm::indefinite) {
    (void)with_nothing<model::Remove>(at, key);
    return model::SetLength{.form = form};
  }
  return model::SetLength{.form = form, .value = at.number(key).value_or(0)};
}

struct Verb {
  const char* key;
  Operation (*parse)(Reader&, const std::string&);
};

constexpr auto kVerbs = std::to_array<Verb>({{"content", with_octets<model::SetContent>},
                                             {"text", text_content},
                                             {"identifier", with_octets<model::SetIdentifier>},
                                             {"replace", with_octets<model::Replace>},
                                             {"remove", with_nothing<model::Remove>},
                                             {"before", with_octets<model::InsertBefore>},
                                             {"after", with_octets<model::InsertAfter>},
                                             {"append", with_octets<model::Append>},
                                             {"repeat", with_number<model::Repeat>},
                                             {"nest", with_number<model::Nest>},
                                             {"swap", with_nothing<model::SwapWithNext>},
                                             {"flip", with_number<model::FlipBit>},
                                             {"truncate", with_number<model::Truncate>},
                                             {"pad_length", with_length<model::LengthForm::padded>},
                                             {"indefinite_length", with_length<model::LengthForm::indefinite>},
                                             {"wrong_length", with_length<model::LengthForm::wrong>}});

}  // namespace

model::Octets parse_octets(Reader& at, const std::string& key) {
  const auto octets = octets_of(at.text(key));
  if (!octets)
    at.complain(key,
                "must be octets, two hexadecimal digits each, a word of them repeated as in 00*512; 1 MiB at most");
  return octets.value_or(model::Octets{});
}

model::Edit parse_edit(Reader& at) {
  model::Edit edit{.at = at.text("at"), .operation = model::Remove{}};
  const Verb* found = nullptr;
  for (const auto& verb : kVerbs) {
    if (!at.has(verb.key)) continue;
    if (found != nullptr) at.complain(verb.key, "is a second change; write an entry of its own");
    found = &verb;
  }
  if (found == nullptr) {
    at.complain("at", "is there without a change; certs/README.md lists them");
  } else {
    edit.operation = found->parse(at, found->key);
  }
  at.finish();
  return edit;
}

std::vector<model::Edit> parse_edits(Reader& at, const std::string& key) {
  std::vector<model::Edit> edits;
  if (!at.has(key)) return edits;
  for (auto& entry : at.objects(key)) edits.push_back(parse_edit(entry));
  return edits;
}

}  // namespace tlsgauge::scenario
