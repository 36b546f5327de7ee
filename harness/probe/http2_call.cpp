#include "probe/http2_call.hpp"

#include <absl/strings/escaping.h>

#include <cstdint>
#include <string_view>

namespace tlsgauge::probe {
namespace {

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// RFC 9113 sections 6.1, 6.2 and 6.5.
constexpr char kData = 0;
constexpr char kHeaders = 1;
constexpr char kSettings = 4;
constexpr char kEndStream = 1;
constexpr char kEndHeaders = 4;

std::string big_endian(std::uint32_t number, int octets) {
  std::string text;
  for (int octet = octets - 1; octet >= 0; --octet) text += static_cast<char>(number >> (8 * octet));
  return text;
}

std::string frame(char type, char flags, std::uint32_t stream, const std::string& payload) {
  return big_endian(static_cast<std::uint32_t>(payload.size()), 3) + type + flags + big_endian(stream, 4) + payload;
}

/// An HPACK string (RFC 7541 section 5.2), not compressed.
std::string hpack_string(const std::string& text) {
  constexpr std::size_t kPrefix = 127;  // seven bits
  if (text.size() < kPrefix) return static_cast<char>(text.size()) + text;
  std::string length{static_cast<char>(kPrefix)};
  auto rest = text.size() - kPrefix;
  for (; rest >= 128; rest /= 128) length += static_cast<char>(rest % 128 + 128);
  return length + static_cast<char>(rest) + text;
}

/// A field with a name of its own, in no table (RFC 7541 section 6.2.2).
std::string field(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + hpack_string(name) + hpack_string(value);
}

std::string login_of(const model::Identity& client) {
  return absl::Base64Escape(client.login->user + ":" + client.login->password);
}

}  // namespace

std::string first_call(const FirstCall& call) {
  constexpr char kPost = static_cast<char>(0x80 | 3);   // RFC 7541 appendix A: ":method: POST"
  constexpr char kHttp = static_cast<char>(0x80 | 6);   // ":scheme: http"
  constexpr char kHttps = static_cast<char>(0x80 | 7);  // ":scheme: https"
  std::string headers{kPost, call.plaintext ? kHttp : kHttps};
  headers += field(":path", call.path);
  headers += field(":authority", call.client.server_name);
  headers += field("content-type", "application/grpc");
  headers += field("te", "trailers");
  if (call.client.login) headers += field("authorization", login_of(call.client));
  // gRPC over HTTP/2: a flag (not compressed) and a length before each message.
  const auto body =
      std::string(1, '\0') + big_endian(static_cast<std::uint32_t>(call.message.size()), 4) + call.message;
  return std::string{kPreface} + frame(kSettings, 0, 0, {}) + frame(kHeaders, kEndHeaders, 1, headers) +
         frame(kData, kEndStream, 1, body);
}

}  // namespace tlsgauge::probe
