#include <absl/strings/escaping.h>

#include <string_view>

#include "evidence/render.hpp"

namespace tlsgauge::evidence {

std::string to_pem(std::span<const std::vector<std::uint8_t>> chain) {
  constexpr std::size_t kLine = 64;  // RFC 7468 section 2
  std::string text;
  for (const auto& certificate : chain) {
    const auto base64 =
        absl::Base64Escape(std::string{reinterpret_cast<const char*>(certificate.data()), certificate.size()});
    text += "-----BEGIN CERTIFICATE-----\n";
    for (std::size_t at = 0; at < base64.size(); at += kLine) text += base64.substr(at, kLine) + "\n";
    text += "-----END CERTIFICATE-----\n";
  }
  return text;
}

}  // namespace tlsgauge::evidence
