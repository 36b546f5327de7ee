#include <algorithm>
#include <array>

#include "wire/client/client.hpp"
#include "wire/crypto/signature.hpp"
#include "wire/message/client.hpp"

// TLS 1.3 (RFC 8446).
namespace tlsgauge::wire {

namespace alerts = model::alerts;
using State = Client::State;

namespace {

constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;

template <class Value>
bool holds(const std::vector<Value>& values, const Value& value) {
  return std::ranges::find(values, value) != values.end();
}

std::string version_text(std::uint16_t version) {
  const auto known = static_cast<model::TlsVersion>(version);
  const auto text = model::name(known);
  return text.empty() ? "unknown" : std::string{text};
}

}  // namespace

State Client::on_server_hello(ServerHello& hello) {
  const auto version = hello.version();
  const bool offered = hello.selected_version ? holds(hello_.versions, version)
                                              : hello_.versions.empty() || holds(hello_.versions, version);
  if (!offered || (version != kTls13 && version != kTls12))
    return refuse(alerts::protocol_version,
                  "the server chose version " + version_text(version) + ", which was not offered");
  if (!holds(hello_.cipher_suites, hello.cipher_suite))
    return refuse(alerts::illegal_parameter,
                  "the server chose " + name(hello.cipher_suite) + ", which was not offered");
  if (hello.compression_method != 0) return refuse(alerts::illegal_parameter, "the server chose a compression");
  suite_ = suite_of(hello.cipher_suite);
  agreed_.cipher = name(hello.cipher_suite);
  if (!suite_)
    return refuse(alerts::handshake_failure, "the harness cannot do " + agreed_.cipher + ", which the server chose");
  const bool suite_of_13 = suite_->key_exchange == KeyExchange::tls13;
  if (suite_of_13 != (version == kTls13))
    return refuse(alerts::illegal_parameter, "the server chose " + agreed_.cipher + " for another version of TLS");
  agreed_.version = static_cast<model::TlsVersion>(version);
  version_13_ = version == kTls13;
  if (!version_13_) return enter_12(hello);
  // RFC 8446 section 4.1.3: "A client which receives a legacy_session_id_echo field that does not match what it sent in
  // the ClientHello MUST abort the handshake with an "illegal_parameter" alert."
  if (hello.session_id != sent_session_id_)
    return refuse(alerts::illegal_parameter, "the server does not echo the session id");
  return hello.is_retry_request() ? on_retry_request(hello) : enter_13(hello);
}

State Client::on_retry_request(ServerHello& hello) {
  // RFC 8446 section 4.1.4: "If a client receives a second HelloRetryRequest in the same connection […] it MUST abort
  // the handshake with an "unexpected_message" alert."
  if (retried_) return refuse(alerts::unexpected_message, "a second HelloRetryRequest");
  const bool known = hello.group && holds(hello_.groups, *hello.group);
  const bool had = hello.group &&
                   std::ranges::find(hello_.key_shares, *hello.group, &KeyShareEntry::group) != hello_.key_shares.end();
  if (hello.group && (!known || had))
    return refuse(alerts::illegal_parameter, "the HelloRetryRequest asks for " + name(*hello.group));
  if (!hello.group && hello.cookie.empty())
    return refuse(alerts::illegal_parameter, "the HelloRetryRequest changes nothing");
  retried_ = true;
  transcript_.choose(suite_->hash);
  transcript_.replace_by_hash();
  transcript_.add(raw_);
  hello_.cookie = hello.cookie;
  hello_.empty_key_share = false;
  hello_.early_data = false;
  early_data_sent_ = false;
  outbox_.keys().drop();
  if (hello.group && !make_shares({*hello.group})) return state_;
  send_compatibility();
  send_hello();
  return State::server_hello;
}

State Client::enter_13(ServerHello& hello) {
  drew(model::Fresh::random, hello.random);
  drew(model::Fresh::key_share, hello.key_exchange);
  resumed_ = hello.selected_psk.has_value();
  agreed_.resumed = resumed_;
  if (resumed_ &&
      (hello_.psk_identities.empty() || *hello.selected_psk != 0 || settings_.ticket->suite.hash != suite_->hash))
    return refuse(alerts::illegal_parameter, "the server chose a PSK that was not offered");
  Octets shared;
  if (hello.group) {
    const auto share = std::ranges::find(shares_, *hello.group, &KeyShare::group);
    if (share == shares_.end())
      return refuse(alerts::illegal_parameter, "the server chose " + name(*hello.group) + ", which was not offered");
    auto agreed = share->agree(hello.key_exchange);
    if (!agreed) return refuse(alerts::illegal_parameter, "the server's key share is none of " + name(*hello.group));
    shared = *std::move(agreed);
    agreed_.group = name(*hello.group);
  } else if (!resumed_) {
    return refuse(alerts::missing_extension, "the server sends no key share");
  }
  if (messages_.in_between())
    return refuse(alerts::unexpected_message, "the ServerHello is not the last of its record");

  if (!retried_) transcript_.choose(suite_->hash);
  transcript_.add(raw_);
  schedule_.emplace(suite_->hash, resumed_ ? settings_.ticket->secret.view() : View{});
  handshake_secrets_ = schedule_->enter_handshake(shared, transcript_.hash());
  server_secret_ = handshake_secrets_.server;
  keep_secret("CLIENT_HANDSHAKE_TRAFFIC_SECRET", handshake_secrets_.client);
  keep_secret("SERVER_HANDSHAKE_TRAFFIC_SECRET", handshake_secrets_.server);
  auto keys = Protection::tls13(*suite_, server_secret_);
  if (!keys.ok()) {
    give_up(keys.status());
    return state_;
  }
  read_keys_ = *std::move(keys);
  // Early data goes on under its own keys until the server's answer is whole.
  if (!early_data_sent_)
    if (auto changed = outbox_.keys().change(*suite_, handshake_secrets_.client); !changed.ok()) give_up(changed);
  return State::encrypted_extensions;
}

State Client::on_encrypted_extensions(EncryptedExtensions& extensions) {
  transcript_.add(raw_);
  agreed_.alpn = extensions.alpn;
  early_data_accepted_ = extensions.early_data;
  if (early_data_accepted_ && !early_data_sent_)
    return refuse(alerts::unsupported_extension, "the server accepts early data that was not offered");
  return resumed_ ? State::finished : State::certificate_or_request;
}

State Client::on_request_13(CertificateRequest& request) {
  if (state_ == State::connected) {
    // RFC 8446 section 4.6.2: "A client that receives a post-handshake CertificateRequest message without having sent
    // the "post_handshake_auth" extension MUST send an "unexpected_message" fatal alert." Whoever has sent it does so
    // to see whether a server asks where it must not (RFC 9113 section 9.2.3), and goes no further either.
    return refuse(alerts::unexpected_message, "a CertificateRequest after the handshake");
  }
  transcript_.add(raw_);
  agreed_.client_certificate_requested = true;
  request_ = std::move(request);
  return State::certificate;
}

State Client::on_certificate_13(CertificateMessage& certificate) {
  transcript_.add(raw_);
  return accept_chain(certificate, State::certificate_verify);
}

State Client::on_certificate_verify(CertificateVerify& verify_message) {
  const auto content = signed_content_13(kServerContext, transcript_.hash().view());
  if (!holds(hello_.signature_schemes, verify_message.scheme))
    return refuse(alerts::illegal_parameter,
                  "the server signs by " + name(verify_message.scheme) + ", which was not offered");
  if (!is_signed(verify_message.scheme, content, verify_message.signature))
    return refuse(alerts::decrypt_error, "the server's signature is not of its certificate's key");
  transcript_.add(raw_);
  agreed_.signature = name(verify_message.scheme);
  return State::finished;
}

State Client::on_finished_13(Finished& finished) {
  const auto expected = finished_13(suite_->hash, handshake_secrets_.server, transcript_.hash());
  if (!std::ranges::equal(expected.view(), finished.verify_data))
    return refuse(alerts::decrypt_error, "the server's Finished does not fit the handshake");
  if (messages_.in_between())
    return refuse(alerts::unexpected_message, "the server's Finished is not the last of its record");
  transcript_.add(raw_);
  const auto secrets = schedule_->enter_application(transcript_.hash());
  server_secret_ = secrets.server;
  keep_secret("CLIENT_TRAFFIC_SECRET_0", secrets.client);
  keep_secret("SERVER_TRAFFIC_SECRET_0", secrets.server);
  if (settings_.recorder != nullptr) keep_secret("EXPORTER_SECRET", schedule_->exporter_secret(transcript_.hash()));
  auto keys = Protection::tls13(*suite_, server_secret_);
  if (!keys.ok()) {
    give_up(keys.status());
    return state_;
  }
  read_keys_ = *std::move(keys);
  send_last_flight_13();
  if (state_ == State::failed) return state_;
  resumption_secret_ = schedule_->resumption_secret(transcript_.hash());
  if (auto changed = outbox_.keys().change(*suite_, secrets.client); !changed.ok()) {
    give_up(changed);
    return state_;
  }
  state_ = State::connected;
  (void)outbox_.reached(Point::established);
  return state_;
}

/// RFC 8446 appendix D.4: "If offering early data, the record is placed immediately after the first ClientHello;
/// otherwise […] before its second flight."
void Client::send_compatibility() {
  if (!settings_.change_cipher_spec || sent_session_id_.empty() || compatibility_sent_) return;
  compatibility_sent_ = true;
  outbox_.send(ContentType::change_cipher_spec, std::array<std::uint8_t, 1>{1}, model::Keys::none);
}

void Client::send_last_flight_13() {
  send_compatibility();
  if (early_data_sent_) {
    if (early_data_accepted_) send(end_of_early_data());
    if (auto changed = outbox_.keys().change(*suite_, handshake_secrets_.client); !changed.ok()) {
      give_up(changed);
      return;
    }
  }
  if (request_ || settings_.unasked_certificate) send_identity_13();
  if (state_ == State::failed) return;
  send(finished(finished_13(suite_->hash, handshake_secrets_.client, transcript_.hash()).view()));
}

void Client::send_identity_13() {
  send_certificate();
  const auto* credentials = settings_.credentials;
  // RFC 8446 section 4.4.3: a client proves possession of the key where it sent a certificate.
  if (credentials == nullptr) return;
  const auto content = [&] {
    const auto context = settings_.proof.context.value_or(std::string{kClientContext});
    auto hash = transcript_.hash();
    if (settings_.proof.stale) hash = digest(suite_->hash, hash.view());
    return signed_content_13(context, hash.view(), settings_.proof.padded);
  }();
  if (const auto signature = prove(content))
    send(certificate_verify(settings_.proof.claimed.value_or(scheme_for_proof()), *signature));
}

State Client::on_ticket_13(NewSessionTicket& ticket) {
  if (!version_13_) return refuse(alerts::unexpected_message, "a NewSessionTicket where none is due");
  drew(model::Fresh::ticket, ticket.ticket);
  tickets_.push_back({.version = model::TlsVersion::tls1_3,
                      .suite = *suite_,
                      .ticket = std::move(ticket.ticket),
                      .session_id = {},
                      .secret = ticket_psk(suite_->hash, resumption_secret_, ticket.nonce),
                      .extended_master_secret = false,
                      .lifetime = ticket.lifetime,
                      .age_add = ticket.age_add,
                      .received = settings_.clock->now(),
                      .max_early_data = ticket.max_early_data});
  return State::connected;
}

State Client::on_key_update(KeyUpdate& update) {
  constexpr std::uint8_t kNotRequested = 0;
  constexpr std::uint8_t kRequested = 1;
  // RFC 8446 section 5.1: "Handshake messages MUST NOT span key changes."
  if (messages_.in_between()) return refuse(alerts::unexpected_message, "a KeyUpdate with something behind it");
  server_secret_ = next_traffic_secret(suite_->hash, server_secret_);
  auto keys = Protection::tls13(*suite_, server_secret_);
  if (!keys.ok()) {
    give_up(keys.status());
    return state_;
  }
  read_keys_ = *std::move(keys);
  if (update.request == kRequested) {
    (void)outbox_.send(key_update(kNotRequested));
    if (auto changed = outbox_.keys().update(); !changed.ok()) give_up(changed);
  }
  return state_;
}

}  // namespace tlsgauge::wire
