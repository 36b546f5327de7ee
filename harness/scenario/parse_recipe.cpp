#include "scenario/parse_recipe.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace tlsgauge::scenario {
namespace {

using model::CertificateRecipe;

/// "-1d", "+30s", "+2h": a moment, from that of the forgery on.
std::optional<std::chrono::seconds> offset_of(const std::string& text) {
  if (text.size() < 3 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  constexpr int kMost = 1'000'000;
  int number = 0;
  const auto* unit = text.data() + text.size() - 1;
  const auto read = std::from_chars(text.data() + 1, unit, number);
  if (read.ec != std::errc{} || read.ptr != unit || number > kMost) return std::nullopt;
  const std::chrono::seconds one{*unit == 'd' ? 86400 : *unit == 'h' ? 3600 : *unit == 's' ? 1 : 0};
  if (one.count() == 0) return std::nullopt;
  return text.front() == '-' ? -number * one : number * one;
}

std::optional<std::string> optional_text(Reader& at, const std::string& key) {
  return at.has(key) ? std::optional{at.text(key)} : std::nullopt;
}

std::chrono::seconds parse_moment(Reader& at, const std::string& key, std::chrono::seconds usual) {
  if (!at.has(key)) return usual;
  const auto offset = offset_of(at.text(key));
  if (!offset) at.complain(key, "must be a time from now, such as -1d, +2h or +30s");
  return offset.value_or(usual);
}

/// An extension's value: configuration text, {"der": hexadecimal, "critical": flag}, or null to leave it out.
model::ExtensionRecipe parse_extension(Reader& extensions, const std::string& name) {
  model::ExtensionRecipe extension{.name = name};
  const auto& raw = extensions.raw(name);
  if (raw.is_null()) return extension;
  if (raw.is_object()) {
    auto at = extensions.object(name);
    extension.der = parse_octets(at, "der");
    extension.critical = at.flag_or("critical", false);
    at.finish();
  } else {
    extension.text = extensions.text(name);
  }
  return extension;
}

CertificateRecipe parse_certificate(Reader at, const std::string& name) {
  CertificateRecipe certificate{.name = name};
  const auto like = at.text_or("like", "client");
  if (like != "client" && like != "ca") at.complain("like", "must be client or ca");
  certificate.authority = like == "ca";
  certificate.issuer = at.text_or("issuer", certificate.issuer);
  certificate.signed_by = optional_text(at, "signed_by");
  certificate.issuer_name = optional_text(at, "issuer_name");
  certificate.issuer_like = optional_text(at, "issuer_like");
  certificate.subject = optional_text(at, "subject");
  certificate.subject_like = optional_text(at, "subject_like");
  certificate.key = at.text_or("key", certificate.key);
  certificate.key_like = optional_text(at, "key_like");
  if (at.has("serial")) certificate.serial = parse_octets(at, "serial");
  certificate.not_before = parse_moment(at, "not_before", certificate.not_before);
  certificate.not_after = parse_moment(at, "not_after", certificate.not_after);
  certificate.version = at.number("version").value_or(certificate.version);
  certificate.digest = at.text_or("digest", certificate.digest);
  auto extensions = at.object("extensions");
  for (const auto& extension : extensions.keys())
    certificate.extensions.push_back(parse_extension(extensions, extension));
  certificate.edits = parse_edits(at, "edit");
  certificate.damages = parse_edits(at, "damage");
  at.finish();
  return certificate;
}

model::RevocationListRecipe parse_list(Reader& at) {
  model::RevocationListRecipe list;
  list.issuer = at.text_or("issuer", list.issuer);
  list.signed_by = optional_text(at, "signed_by");
  list.revoked = at.texts("revoked");
  list.this_update = parse_moment(at, "this_update", list.this_update);
  list.next_update = parse_moment(at, "next_update", list.next_update);
  auto extensions = at.object("extensions");
  for (const auto& extension : extensions.keys()) list.extensions.push_back(parse_extension(extensions, extension));
  list.damages = parse_edits(at, "damage");
  at.finish();
  return list;
}

constexpr auto kTower = "tower";
constexpr int kTallest = 100;

/// The names of the certificates that an entry stands for: one above the other, the lowest has the entry's own name.
std::vector<std::string> floors(const std::string& name, int height) {
  std::vector<std::string> names{name};
  for (int floor = 2; floor <= height; ++floor) names.push_back(name + "." + std::to_string(floor));
  return names;
}

int parse_height(Reader& at) {
  const auto height = at.number(kTower).value_or(1);
  if (height >= 1 && height <= kTallest) return height;
  at.complain(kTower, "must be between 1 and 100");
  return 1;
}

/// Adds the certificates of one entry: as many as it is high, each issued by the next, the last by the entry's issuer.
/// @return their names.
std::vector<std::string> add_certificates(Reader at, const std::string& name, std::vector<CertificateRecipe>& into) {
  const auto names = floors(name, parse_height(at));
  const auto lowest = parse_certificate(std::move(at), name);
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto certificate = lowest;
    certificate.name = names[i];
    if (i + 1 < names.size()) certificate.issuer = names[i + 1];
    into.push_back(std::move(certificate));
  }
  return names;
}

/// Complains of names that no certificate has.
void check_names(Reader& entry, const model::Recipe& recipe) {
  std::set<std::string> known{"ca", "server"};
  for (const auto& certificate : recipe.certificates) {
    if (!known.insert(certificate.name).second)
      entry.complain("certificates", "'" + certificate.name + "' is the name of one that is given");
  }
  const auto check = [&](const std::string& key, const std::optional<std::string>& name) {
    if (name && !known.contains(*name)) entry.complain(key, "no certificate is called '" + *name + "'");
  };
  for (const auto& certificate : recipe.certificates) {
    const auto in = "certificates." + certificate.name + ".";
    check(in + "issuer", certificate.issuer);
    check(in + "signed_by", certificate.signed_by);
    check(in + "issuer_like", certificate.issuer_like);
    check(in + "subject_like", certificate.subject_like);
    check(in + "key_like", certificate.key_like);
  }
  for (const auto& list : recipe.lists) {
    check("lists.issuer", list.issuer);
    check("lists.signed_by", list.signed_by);
    for (const auto& name : list.revoked) check("lists.revoked", name);
  }
  for (const auto& name : recipe.chain) check("send", name);
  check("proof", recipe.proof);
}

}  // namespace

model::Recipe parse_recipe(Reader& entry) {
  model::Recipe recipe;
  recipe.id = entry.text("id");
  recipe.slug = entry.text("slug");
  recipe.defect = entry.text("defect");
  recipe.impossible = entry.text_or("impossible", {});
  auto certificates = entry.object("certificates");
  std::map<std::string, std::vector<std::string>> towers;
  for (const auto& name : certificates.keys())
    towers[name] = add_certificates(certificates.object(name), name, recipe.certificates);
  for (const auto& name : entry.has("send") ? entry.texts("send") : std::vector<std::string>{"leaf"}) {
    const auto tower = towers.find(name);
    const auto names = tower != towers.end() ? tower->second : std::vector{name};
    recipe.chain.insert(recipe.chain.end(), names.begin(), names.end());
  }
  recipe.proof = optional_text(entry, "proof");
  if (entry.has("lists"))
    for (auto& list : entry.objects("lists")) recipe.lists.push_back(parse_list(list));
  entry.finish();
  if (recipe.impossible.empty()) check_names(entry, recipe);
  return recipe;
}

}  // namespace tlsgauge::scenario
