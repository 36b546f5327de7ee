#include "server/credentials.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>

namespace tlsgauge::server {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 9110 section 11.1: the scheme is matched without regard to case. @return what follows it.
std::optional<std::string_view> after_scheme(std::string_view scheme, std::string_view authorization) {
  if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ') return std::nullopt;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (!std::ranges::equal(authorization.substr(0, scheme.size()), scheme, {}, lower, lower)) return std::nullopt;
  authorization.remove_prefix(scheme.size());
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  return authorization;
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xffffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xffU));
  }
  return bytes;
}

bool Credentials::is_root(std::string_view user_and_password) const {
  const std::string expected = "root:" + *root_password_;
  return user_and_password.size() == expected.size() &&
         CRYPTO_memcmp(user_and_password.data(), expected.data(), expected.size()) == 0;
}

std::optional<std::string> Credentials::refuse_call(std::optional<std::string_view> authorization) const {
  if (!root_password_) return std::nullopt;
  if (!authorization) return "missing authorization in header";
  const auto token = base64_decoded(*authorization);
  if (!token) return "invalid token format";
  if (token->find(':') == std::string::npos) return "auth check failure, please check api key is correct";
  if (!is_root(*token)) return "auth check failure, please check username and password are correct";
  return std::nullopt;
}

bool Credentials::admits_request(std::string_view authorization) const {
  if (!root_password_) return true;
  if (const auto token = after_scheme("Bearer", authorization)) return is_root(*token);
  if (const auto encoded = after_scheme("Basic", authorization)) {
    const auto token = base64_decoded(*encoded);
    return token && is_root(*token);
  }
  return false;
}

}  // namespace tlsgauge::server
