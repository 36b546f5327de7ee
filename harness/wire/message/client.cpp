#include "wire/message/client.hpp"

#include <algorithm>
#include <utility>

namespace tlsgauge::wire {
namespace {

namespace handshake_type = model::handshake_type;

Field message(model::HandshakeType type, std::vector<Field> body) { return message(type, name(type), std::move(body)); }

/// RFC 1950 section 2.2, a sum of the octets in `from`.
std::uint32_t adler32(View from) {
  constexpr std::uint32_t kPrime = 65521;
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const auto octet : from) {
    low = (low + octet) % kPrime;
    high = (high + low) % kPrime;
  }
  return high << 16U | low;
}

void append_little_endian(Octets& to, std::size_t value) {
  to.push_back(static_cast<std::uint8_t>(value));
  to.push_back(static_cast<std::uint8_t>(value >> 8U));
}

/// A stream of zlib (RFC 1950) that compresses nothing: its blocks are stored ones (RFC 1951 section 3.2.4). Whoever
/// can expand zlib can expand it.
Octets zlib_of(View content) {
  constexpr std::size_t kMostInBlock = 0xffff;
  constexpr std::size_t kChecksum = 4;
  const auto checksum = adler32(content);
  Octets stream{0x78, 0x01};
  do {
    const auto part = content.first(std::min(content.size(), kMostInBlock));
    stream.push_back(part.size() == content.size() ? 1 : 0);  // the last one
    append_little_endian(stream, part.size());
    append_little_endian(stream, kMostInBlock - part.size());
    append(stream, part);
    content = content.subspan(part.size());
  } while (!content.empty());
  append_number(stream, checksum, kChecksum);
  return stream;
}

}  // namespace

Field message(model::HandshakeType type, std::string name, std::vector<Field> body) {
  return group(std::move(name), 0,
               parts(number("type", static_cast<std::uint8_t>(type), 1), group("body", 3, std::move(body))));
}

Field certificate_13(View request_context, const std::vector<Octets>& chain) {
  auto list = parts_of(chain, [](const Octets& der) {
    return group("certificate", 0, parts(vector("cert_data", 3, der), group("extensions", 2, {})));
  });
  return message(handshake_type::certificate, parts(vector("certificate_request_context", 1, request_context),
                                                    group("certificate_list", 3, std::move(list))));
}

Field certificate_12(const std::vector<Octets>& chain) {
  auto list = parts_of(chain, [](const Octets& der) { return vector("certificate", 3, der); });
  return message(handshake_type::certificate, parts(group("certificate_list", 3, std::move(list))));
}

Field certificate_of_raw_key_12(View public_key) {
  return message(handshake_type::certificate, parts(vector("certificate_list", 3, public_key)));
}

Field compressed(const Field& certificate) {
  constexpr std::uint64_t kZlib = 1;
  Octets content;
  if (const auto* body = certificate.part("body"))
    for (const auto& part : body->parts) write(part, content);
  return message(handshake_type::compressed_certificate, certificate.name,
                 parts(number("algorithm", kZlib, 2), number("uncompressed_length", content.size(), 3),
                       vector("compressed_certificate_message", 3, zlib_of(content))));
}

Field certificate_verify(model::SignatureScheme scheme, View signature) {
  return message(handshake_type::certificate_verify,
                 parts(number("algorithm", static_cast<std::uint16_t>(scheme), 2), vector("signature", 2, signature)));
}

Field finished(View verify_data) { return message(handshake_type::finished, parts(plain("verify_data", verify_data))); }

Field client_key_exchange_ecdhe(View public_key) {
  return message(handshake_type::client_key_exchange, parts(vector("ecdh_Yc", 1, public_key)));
}

Field client_key_exchange_rsa(View encrypted) {
  return message(handshake_type::client_key_exchange, parts(vector("encrypted_pre_master_secret", 2, encrypted)));
}

Field key_update(std::uint8_t request) {
  return message(handshake_type::key_update, parts(number("request_update", request, 1)));
}

Field end_of_early_data() { return message(handshake_type::end_of_early_data, {}); }

Octets signed_content_13(std::string_view context, View transcript_hash, bool padded) {
  // RFC 8446 section 4.4.3: "A string that consists of octet 32 (0x20) repeated 64 times; The context string; A single
  // 0 byte which serves as the separator; The content to be signed".
  constexpr std::size_t kPadding = 64;
  constexpr std::uint8_t kSpace = 0x20;
  const auto spaces = static_cast<std::ptrdiff_t>(padded ? kPadding : 0);
  Octets content(static_cast<std::size_t>(spaces) + context.size() + 1 + transcript_hash.size(), kSpace);
  const auto separator = std::ranges::copy(context, content.begin() + spaces).out;
  *separator = 0;
  std::ranges::copy(transcript_hash, separator + 1);
  return content;
}

}  // namespace tlsgauge::wire
