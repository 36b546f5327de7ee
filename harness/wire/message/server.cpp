#include "wire/message/server.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tlsgauge::wire {
namespace {

namespace extension_type = model::extension_type;
namespace handshake_type = model::handshake_type;
using model::alerts::decode_error;
using model::alerts::illegal_parameter;

/// What is wrong with something that was read, beside its lengths: those the Reader remembers.
using Fault = std::optional<model::Alert>;

Octets copy(View octets) { return {octets.begin(), octets.end()}; }

/// A vector of which the RFC wants at least one octet.
Octets some(Reader& at, std::size_t width) {
  auto octets = copy(at.vector(width));
  if (octets.empty()) at.fail();
  return octets;
}

Fault read_extensions(Reader& at, std::vector<Extension>& extensions) {
  Reader list{at.vector(2)};
  std::vector<model::ExtensionType> types;
  while (!list.empty()) {
    const model::ExtensionType type{list.u16()};
    extensions.push_back({.type = type, .data = copy(list.vector(2))});
    types.push_back(type);
  }
  if (!list.ok()) return decode_error;
  // RFC 8446 section 4.2: "There MUST NOT be more than one extension of the same type in a given extension block."
  std::ranges::sort(types);
  if (std::ranges::adjacent_find(types) != types.end()) return illegal_parameter;
  return std::nullopt;
}

/// Hands each extension, and a reader of its data, to `look`, which reads the data to its end, or none of it if it does
/// not know the extension and says so by returning false.
template <class Look>
Fault look_into(const std::vector<Extension>& extensions, Look look) {
  for (const auto& each : extensions) {
    Reader data{each.data};
    if (look(each.type, data) && !data.done()) return decode_error;
  }
  return std::nullopt;
}

/// RFC 7301 section 3.1: "the 'ProtocolNameList' MUST contain exactly one 'ProtocolName'."
std::string read_protocol(Reader& at) {
  Reader list{at.vector(2)};
  const auto protocol = some(list, 1);
  if (!list.done()) at.fail();
  return {protocol.begin(), protocol.end()};
}

std::vector<model::SignatureScheme> read_schemes(Reader& at) {
  Reader list{at.vector(2)};
  std::vector<model::SignatureScheme> schemes;
  while (!list.empty()) schemes.push_back(model::SignatureScheme{list.u16()});
  if (schemes.empty() || !list.ok()) at.fail();
  return schemes;
}

std::vector<Octets> read_authorities(Reader& at) {
  Reader list{at.vector(2)};
  std::vector<Octets> authorities;
  while (!list.empty()) authorities.push_back(some(list, 2));
  if (!list.ok()) at.fail();
  return authorities;
}

bool read_extension(model::ExtensionType type, Reader& data, ServerHello& hello) {
  if (type == extension_type::supported_versions) {
    hello.selected_version = data.u16();
  } else if (type == extension_type::key_share) {
    hello.group = model::NamedGroup{data.u16()};
    if (!hello.is_retry_request()) hello.key_exchange = some(data, 2);
  } else if (type == extension_type::pre_shared_key) {
    hello.selected_psk = data.u16();
  } else if (type == extension_type::cookie) {
    hello.cookie = some(data, 2);
  } else if (type == extension_type::alpn) {
    hello.alpn = read_protocol(data);
  } else if (type == extension_type::extended_master_secret) {
    hello.extended_master_secret = true;
  } else if (type == extension_type::encrypt_then_mac) {
    hello.encrypt_then_mac = true;
  } else if (type == extension_type::session_ticket) {
    hello.session_ticket = true;
  } else if (type == extension_type::renegotiation_info) {
    hello.renegotiation_info = copy(data.vector(1));
  } else {
    return false;
  }
  return true;
}

Fault read_server_hello(Reader& at, ServerHello& hello) {
  constexpr std::size_t kRandom = 32;
  constexpr std::size_t kLongestSessionId = 32;
  hello.legacy_version = at.u16();
  hello.random = copy(at.take(kRandom));
  hello.session_id = copy(at.vector(1));
  if (hello.session_id.size() > kLongestSessionId) return decode_error;
  hello.cipher_suite = model::CipherSuite{at.u16()};
  hello.compression_method = at.u8();
  // RFC 5246 section 7.4.1.3: "The presence of extensions can be detected by determining whether there are bytes
  // following the compression_method field at the end of the ServerHello."
  if (at.empty()) return std::nullopt;
  if (auto fault = read_extensions(at, hello.extensions)) return fault;
  return look_into(hello.extensions, [&](auto type, auto& data) { return read_extension(type, data, hello); });
}

Fault read_encrypted_extensions(Reader& at, EncryptedExtensions& message) {
  if (auto fault = read_extensions(at, message.extensions)) return fault;
  return look_into(message.extensions, [&](auto type, auto& data) {
    if (type == extension_type::alpn) message.alpn = read_protocol(data);
    if (type == extension_type::early_data) message.early_data = true;
    return type == extension_type::alpn || type == extension_type::early_data;
  });
}

Fault read_request_13(Reader& at, CertificateRequest& request) {
  request.context = copy(at.vector(1));
  std::vector<Extension> extensions;
  if (auto fault = read_extensions(at, extensions)) return fault;
  return look_into(extensions, [&](auto type, auto& data) {
    if (type == extension_type::signature_algorithms) request.schemes = read_schemes(data);
    if (type == extension_type::certificate_authorities) {
      request.authorities = read_authorities(data);
      if (request.authorities.empty()) data.fail();
    }
    return type == extension_type::signature_algorithms || type == extension_type::certificate_authorities;
  });
}

Fault read_request_12(Reader& at, CertificateRequest& request) {
  request.certificate_types = some(at, 1);
  request.schemes = read_schemes(at);
  request.authorities = read_authorities(at);
  return std::nullopt;
}

Fault read_certificate_13(Reader& at, CertificateMessage& message) {
  message.context = copy(at.vector(1));
  Reader list{at.vector(3)};
  while (!list.empty()) {
    if (message.chain.size() == kMaxChain) return decode_error;
    message.chain.push_back(some(list, 3));
    std::vector<Extension> extensions;
    if (auto fault = read_extensions(list, extensions)) return fault;
  }
  if (!list.ok()) at.fail();
  return std::nullopt;
}

Fault read_certificate_12(Reader& at, CertificateMessage& message) {
  Reader list{at.vector(3)};
  while (!list.empty()) {
    if (message.chain.size() == kMaxChain) return decode_error;
    message.chain.push_back(some(list, 3));
  }
  if (!list.ok()) at.fail();
  return std::nullopt;
}

Fault read_verify(Reader& at, CertificateVerify& verify) {
  verify.scheme = model::SignatureScheme{at.u16()};
  verify.signature = copy(at.vector(2));
  return std::nullopt;
}

Fault read_key_exchange(Reader& at, ServerKeyExchange& exchange) {
  constexpr std::uint8_t kNamedCurve = 3;
  auto parameters = at;
  const auto curve_type = at.u8();
  // RFC 8422 section 5.4: the other types, explicit_prime and explicit_char2, are deprecated.
  if (at.ok() && curve_type != kNamedCurve) return illegal_parameter;
  exchange.group = model::NamedGroup{at.u16()};
  exchange.public_key = some(at, 1);
  exchange.parameters = copy(parameters.take(parameters.size() - at.size()));
  exchange.scheme = model::SignatureScheme{at.u16()};
  exchange.signature = copy(at.vector(2));
  return std::nullopt;
}

Fault read_finished(Reader& at, Finished& finished) {
  finished.verify_data = copy(at.rest());
  if (finished.verify_data.empty()) at.fail();
  return std::nullopt;
}

Fault read_status(Reader& at, CertificateStatus& status) {
  constexpr std::uint8_t kOcsp = 1;  // RFC 6066 section 8
  if (at.u8() != kOcsp) at.fail();
  status.response = some(at, 3);
  return std::nullopt;
}

Fault read_ticket_13(Reader& at, NewSessionTicket& ticket) {
  ticket.lifetime = at.u32();
  ticket.age_add = at.u32();
  ticket.nonce = copy(at.vector(1));
  ticket.ticket = some(at, 2);
  std::vector<Extension> extensions;
  if (auto fault = read_extensions(at, extensions)) return fault;
  return look_into(extensions, [&](auto type, auto& data) {
    if (type == extension_type::early_data) ticket.max_early_data = data.u32();
    return type == extension_type::early_data;
  });
}

Fault read_ticket_12(Reader& at, NewSessionTicket& ticket) {
  ticket.lifetime = at.u32();
  // RFC 5077 section 3.3: a server that has announced a ticket and issues none "sends a zero-length ticket".
  ticket.ticket = copy(at.vector(2));
  return std::nullopt;
}

Fault read_key_update(Reader& at, KeyUpdate& update) {
  update.request = at.u8();
  // RFC 8446 section 4.6.3: "If an implementation receives any other value, it MUST terminate the connection with an
  // 'illegal_parameter' alert."
  if (update.request > 1) return illegal_parameter;
  return std::nullopt;
}

template <class Empty>
Fault read_nothing(Reader& /*at*/, Empty& /*message*/) {
  return std::nullopt;
}

using Decoded = std::variant<ServerMessage, model::Alert>;

template <class Message, Fault (*Read)(Reader&, Message&)>
Decoded decode_as(View body) {
  Reader at{body};
  Message message;
  if (const auto fault = Read(at, message)) return *fault;
  if (!at.done()) return decode_error;
  return ServerMessage{std::move(message)};
}

/// How a body is read in TLS 1.2 and in TLS 1.3; null where no server sends the message.
struct Decoder {
  model::HandshakeType type;
  Decoded (*tls_1_2)(View);
  Decoded (*tls_1_3)(View);
};

constexpr auto kDecoders = std::to_array<Decoder>({
    {handshake_type::hello_request, decode_as<HelloRequest, read_nothing>, nullptr},
    {handshake_type::server_hello, decode_as<ServerHello, read_server_hello>,
     decode_as<ServerHello, read_server_hello>},
    {handshake_type::new_session_ticket, decode_as<NewSessionTicket, read_ticket_12>,
     decode_as<NewSessionTicket, read_ticket_13>},
    {handshake_type::encrypted_extensions, nullptr, decode_as<EncryptedExtensions, read_encrypted_extensions>},
    {handshake_type::certificate, decode_as<CertificateMessage, read_certificate_12>,
     decode_as<CertificateMessage, read_certificate_13>},
    {handshake_type::server_key_exchange, decode_as<ServerKeyExchange, read_key_exchange>, nullptr},
    {handshake_type::certificate_request, decode_as<CertificateRequest, read_request_12>,
     decode_as<CertificateRequest, read_request_13>},
    {handshake_type::server_hello_done, decode_as<ServerHelloDone, read_nothing>, nullptr},
    {handshake_type::certificate_verify, nullptr, decode_as<CertificateVerify, read_verify>},
    {handshake_type::finished, decode_as<Finished, read_finished>, decode_as<Finished, read_finished>},
    {handshake_type::certificate_status, decode_as<CertificateStatus, read_status>, nullptr},
    {handshake_type::key_update, nullptr, decode_as<KeyUpdate, read_key_update>},
});

}  // namespace

bool ServerHello::is_retry_request() const {
  // RFC 8446 section 4.1.3: a HelloRetryRequest has "the special value of the SHA-256 of 'HelloRetryRequest'".
  constexpr auto kRetryRandom = std::to_array<std::uint8_t>(
      {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
       0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c});
  return std::ranges::equal(random, kRetryRandom);
}

bool says_downgraded(const ServerHello& hello) {
  // RFC 8446 section 4.1.3: "DOWNGRD", then 01 where TLS 1.2 was agreed, 00 where an older version was.
  constexpr auto kSentinel = std::to_array<std::uint8_t>({0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44});
  if (hello.random.size() <= kSentinel.size()) return false;
  const auto end = View{hello.random}.last(kSentinel.size() + 1);
  return std::ranges::equal(end.first(kSentinel.size()), kSentinel) && end.back() <= 1;
}

std::variant<ServerMessage, model::Alert> decode(model::HandshakeType type, View body, model::TlsVersion version) {
  const auto* found = std::ranges::find(kDecoders, type, &Decoder::type);
  auto* const read = found == kDecoders.end()               ? nullptr
                     : version >= model::TlsVersion::tls1_3 ? found->tls_1_3
                                                            : found->tls_1_2;
  if (read == nullptr) return ServerMessage{UnknownMessage{.type = type, .body = copy(body)}};
  return read(body);
}

}  // namespace tlsgauge::wire
