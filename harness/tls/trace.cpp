#include "tls/trace.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <string>

#include "core/text.hpp"
#include "model/codepoint.hpp"

namespace tlsgauge::tls {
namespace {

/// As IANA has it; empty where nothing was signed.
std::string scheme_name(std::uint16_t code) {
  if (code == 0) return {};
  auto name = model::name(model::SignatureScheme{code});
  return name.starts_with("0x") ? "signature_scheme_" + std::to_string(code) : name;
}

constexpr std::uint16_t u16(std::uint8_t high, std::uint8_t low) {
  return static_cast<std::uint16_t>(high << 8U | low);
}

/// RFC 8422 section 5.4: curve_type (named_curve = 3), group, point with a length octet, SignatureAndHashAlgorithm.
std::uint16_t scheme_of_key_exchange(std::span<const std::uint8_t> body) {
  constexpr std::size_t kPoint = 4;
  if (body.size() < kPoint || body[0] != 3) return 0;
  const std::size_t at = kPoint + body[3];
  return body.size() >= at + 2 ? u16(body[at], body[at + 1]) : std::uint16_t{0};
}

std::string sha256_fingerprint(const ssl_st* ssl) {
  const auto* certificate = SSL_get0_peer_certificate(ssl);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (certificate == nullptr || X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  return core::hexadecimal(std::span{digest}.first(size));
}

constexpr std::size_t kHandshakeHeader = 4;  // RFC 8446 section 4: type, length of three octets
constexpr std::uint8_t kCertificate = 11;
constexpr std::uint8_t kServerKeyExchange = 12;
constexpr std::uint8_t kCertificateRequest = 13;
constexpr std::uint8_t kCertificateVerify = 15;

}  // namespace

void Trace::attach(ssl_st* ssl) {
  SSL_set_msg_callback(ssl, &Trace::on_message);
  SSL_ctrl(ssl, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, this);
}

void Trace::on_message(int sent, int version, int content_type, const void* bytes, std::size_t length, ssl_st* /*ssl*/,
                       void* trace) {
  auto& self = *static_cast<Trace*>(trace);
  const std::span view{static_cast<const std::uint8_t*>(bytes), length};
  // OpenSSL also reports record headers and inner types here, as pseudo content types above 255.
  if (content_type == SSL3_RT_HANDSHAKE && self.recorder_ != nullptr)
    self.recorder_->message(sent != 0 ? model::Party::client : model::Party::server, view, version == TLS1_3_VERSION);
  if (content_type == SSL3_RT_ALERT) self.record_alert(sent != 0, view);
  if (content_type == SSL3_RT_HANDSHAKE && sent == 0) self.record_handshake(view);
  if (content_type == SSL3_RT_HANDSHAKE && sent != 0) self.record_sent_handshake(version, view);
}

void Trace::record_alert(bool sent, std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kMaxAlerts = 16;  // a peer may send warnings without end
  if (bytes.size() != 2) return;
  const model::AlertSeen alert{.alert = model::Alert{bytes[1]},
                               .fatal = bytes[0] == SSL3_AL_FATAL,
                               .from = sent ? model::Party::client : model::Party::server};
  if (recorder_ != nullptr) recorder_->alert(alert);
  if (alerts_.size() < kMaxAlerts) alerts_.push_back(alert);
}

void Trace::record_handshake(std::span<const std::uint8_t> message) {
  if (message.size() < kHandshakeHeader) return;
  const auto body = message.subspan(kHandshakeHeader);
  switch (message[0]) {
    case kCertificateRequest: certificate_requested_ = true; break;
    case kServerKeyExchange: signature_ = scheme_of_key_exchange(body); break;
    case kCertificateVerify:
      if (body.size() >= 2) signature_ = u16(body[0], body[1]);
      break;
    default: break;
  }
}

void Trace::record_sent_handshake(int version, std::span<const std::uint8_t> message) {
  // RFC 8446 section 4.4.2: the context of a request in the handshake is empty, one octet; older versions have none.
  // Behind it, the length of the list in three octets: zero says "no certificate".
  const std::size_t list = kHandshakeHeader + (version == TLS1_3_VERSION ? 1 : 0);
  if (message.size() < list + 3 || message[0] != kCertificate) return;
  sent_certificate_ = message[list] != 0 || message[list + 1] != 0 || message[list + 2] != 0;
}

void Trace::forget_last_of_ours() {
  if (!alerts_.empty() && alerts_.back().from == model::Party::client) alerts_.pop_back();
}

void Trace::recognize_alert(std::span<const char> first_bytes) {
  // RFC 8446 section 5.1: content type alert (21), legacy version 3.x, length 2, level, description.
  constexpr std::size_t kAlertRecord = 7;
  if (first_bytes.size() < kAlertRecord) return;
  std::array<std::uint8_t, kAlertRecord> record{};
  std::ranges::transform(first_bytes.first<kAlertRecord>(), record.begin(),
                         [](char byte) { return static_cast<std::uint8_t>(byte); });
  const bool alert = record[0] == SSL3_RT_ALERT && record[1] == 3 && record[3] == 0 && record[4] == 2;
  if (alert) record_alert(false, std::span{record}.subspan(5));
}

model::TlsParameters Trace::parameters(const ssl_st* ssl) const {
  auto* handle = const_cast<ssl_st*>(ssl);  // OpenSSL's getters are not const-correct
  model::TlsParameters agreed;
  agreed.version = static_cast<model::TlsVersion>(SSL_version(ssl));
  if (const auto* cipher = SSL_get_current_cipher(ssl)) agreed.cipher = SSL_CIPHER_standard_name(cipher);
  if (const auto group = SSL_ctrl(handle, SSL_CTRL_GET_NEGOTIATED_GROUP, 0, nullptr); group > 0) {
    const char* name = SSL_group_to_name(handle, static_cast<int>(group));
    agreed.group = name != nullptr ? name : "group_" + std::to_string(group);
  }
  agreed.signature = scheme_name(signature_);
  const unsigned char* alpn = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &length);
  if (length > 0) agreed.alpn.assign(reinterpret_cast<const char*>(alpn), length);
  agreed.server_certificate_sha256 = sha256_fingerprint(ssl);
  agreed.resumed = SSL_session_reused(ssl) == 1;
  agreed.client_certificate_requested = certificate_requested_;
  return agreed;
}

}  // namespace tlsgauge::tls
