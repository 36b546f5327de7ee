#include "pki/alternative_name.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace tlsgauge::pki {
namespace {

constexpr std::size_t kMaxHostName = 253;  // RFC 1035 §2.3.4, without the root's dot
constexpr std::size_t kMaxLabel = 63;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// The underscore is no host name character, but container networks use it.
bool is_label_character(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), is_label_character);
}

bool is_number(std::string_view label) {
  return !label.empty() && label.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_host_name(std::string_view name) {
  if (name.size() > kMaxHostName) return false;
  if (name.starts_with("*.")) name.remove_prefix(2);  // RFC 6125 §6.4.3: the wildcard is a whole left-most label
  for (;;) {
    const auto dot = name.find('.');
    const auto label = name.substr(0, dot);
    if (!is_label(label)) return false;
    // A name that ends in a number is a mistyped IPv4 address: "10.0.0.300".
    if (dot == std::string_view::npos) return !is_number(label);
    name.remove_prefix(dot + 1);
  }
}

/// The address in its canonical form.
std::optional<std::string> address(const std::string& text) {
  unsigned char bytes[sizeof(in6_addr)];
  char canonical[INET6_ADDRSTRLEN];
  for (const int family : {AF_INET, AF_INET6}) {
    if (::inet_pton(family, text.c_str(), bytes) != 1) continue;
    if (::inet_ntop(family, bytes, canonical, sizeof canonical) != nullptr) return canonical;
  }
  return std::nullopt;
}

/// Takes "DNS:" or "IP:" off the front of `text`, in any case of letters.
bool take_prefix(std::string& text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = text[i];
    if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != prefix[i]) return false;
  }
  text.erase(0, prefix.size());
  return true;
}

Status refusal(const std::string& text) {
  return bad_input("subject alternative name '" + text +
                   "': neither a host name nor an address; write DNS:db.example.com, DNS:*.example.com or IP:10.0.0.5");
}

}  // namespace

Result<std::string> alternative_name(const std::string& text) {
  std::string rest = text;
  const bool address_only = take_prefix(rest, "IP:");
  const bool name_only = !address_only && take_prefix(rest, "DNS:");
  if (!name_only) {
    if (const auto canonical = address(rest)) return "IP:" + *canonical;
  }
  if (!address_only && is_host_name(rest)) return "DNS:" + rest;
  return refusal(text);
}

Result<std::string> literal_dns_name(const std::string& name) {
  const auto allowed = [](char c) { return is_label_character(c) || c == '.' || c == '*'; };
  if (name.empty() || name.size() > kMaxHostName || !std::all_of(name.begin(), name.end(), allowed))
    return refusal(name);
  return "DNS:" + name;
}

}  // namespace tlsgauge::pki
