#include <algorithm>
#include <array>

#include "wire/client/client.hpp"
#include "wire/crypto/premaster.hpp"
#include "wire/crypto/signature.hpp"
#include "wire/message/client.hpp"

// TLS 1.2 (RFC 5246, with RFC 5077, 5746, 7366, 7627, 8422).
namespace tlsgauge::wire {

namespace alerts = model::alerts;
using State = Client::State;

State Client::enter_12(ServerHello& hello) {
  if (messages_.in_between() && read_keys_)
    return refuse(alerts::unexpected_message, "a ServerHello with something behind it");
  transcript_.choose(suite_->hash);
  transcript_.add(raw_);
  server_random_ = hello.random;
  session_id_ = hello.session_id;
  drew(model::Fresh::random, server_random_);
  if (session_id_ != sent_session_id_) drew(model::Fresh::session_id, session_id_);
  agreed_.alpn = hello.alpn;
  agreed_.downgraded = says_downgraded(hello);
  extended_master_secret_ = hello.extended_master_secret;
  encrypt_then_mac_ = hello.encrypt_then_mac && is_cbc(suite_->bulk);
  ticket_expected_ = hello.session_ticket;
  // RFC 5746 section 3.4 and 3.5: the server proves that it means the same handshake as we do.
  if (hello.renegotiation_info) {
    Octets expected = client_verify_data_;
    append(expected, server_verify_data_);
    if (*hello.renegotiation_info != expected)
      return refuse(alerts::handshake_failure, "the server's renegotiation_info does not fit");
  }
  const auto* ticket = settings_.ticket;
  const bool offered = ticket != nullptr && ticket->version == model::TlsVersion::tls1_2 && !session_id_.empty();
  resumed_ = offered && session_id_ == sent_session_id_;
  agreed_.resumed = resumed_;
  if (!resumed_) return State::certificate_12;
  master_ = ticket->secret;
  if (!derive_keys_12()) return state_;
  return State::ticket_or_change;
}

State Client::on_certificate_12(CertificateMessage& certificate) {
  transcript_.add(raw_);
  return accept_chain(certificate, State::key_exchange_or_status);
}

State Client::on_status(CertificateStatus& /*status*/) {
  transcript_.add(raw_);
  return State::key_exchange_or_status;
}

State Client::on_key_exchange(ServerKeyExchange& exchange) {
  if (suite_->key_exchange != KeyExchange::ecdhe)
    return refuse(alerts::unexpected_message, "a ServerKeyExchange that " + agreed_.cipher + " has not");
  transcript_.add(raw_);
  Octets content = sent_random_;
  append(content, server_random_);
  append(content, exchange.parameters);
  if (!is_signed(exchange.scheme, content, exchange.signature))
    return refuse(alerts::decrypt_error, "the server's signature is not of its certificate's key");
  agreed_.signature = name(exchange.scheme);
  agreed_.group = name(exchange.group);
  drew(model::Fresh::key_share, exchange.public_key);
  exchange_ = std::move(exchange);
  return State::request_or_done;
}

State Client::on_request_12(CertificateRequest& request) {
  if (suite_->key_exchange == KeyExchange::ecdhe && !exchange_)
    return refuse(alerts::unexpected_message, "a CertificateRequest before the ServerKeyExchange");
  transcript_.add(raw_);
  agreed_.client_certificate_requested = true;
  request_ = std::move(request);
  return State::request_or_done;
}

State Client::on_done(ServerHelloDone& /*done*/) {
  if (suite_->key_exchange == KeyExchange::ecdhe && !exchange_)
    return refuse(alerts::unexpected_message, "a ServerHelloDone before the ServerKeyExchange");
  transcript_.add(raw_);
  const bool shows = request_ || settings_.unasked_certificate;
  const auto* credentials = settings_.credentials;
  if (shows) send_certificate();
  send_key_exchange();
  if (state_ == State::failed) return state_;
  master_ = extended_master_secret_ ? extended_master_secret(suite_->hash, premaster_, transcript_.hash())
                                    : master_secret(suite_->hash, premaster_, sent_random_, server_random_);
  if (shows && credentials != nullptr) send_identity_12();
  if (state_ == State::failed || !derive_keys_12()) return state_;
  send_finished_12();
  return State::ticket_or_change;
}

void Client::send_key_exchange() {
  if (suite_->key_exchange == KeyExchange::rsa) {
    send_premaster();
    return;
  }
  auto share = share_of(exchange_->group);
  if (!share.ok()) {
    refuse(alerts::illegal_parameter, "the server chose " + name(exchange_->group) + ", which the harness cannot do");
    return;
  }
  auto shared = share->agree(exchange_->public_key);
  if (!shared) {
    refuse(alerts::illegal_parameter, "the server's key share is none of " + name(exchange_->group));
    return;
  }
  premaster_ = *std::move(shared);
  send(client_key_exchange_ecdhe(share->public_key()));
}

void Client::send_premaster() {
  const auto& key = chain_->chain.key;
  const auto size = modulus_size(key);
  if (size == 0) {
    refuse(alerts::bad_certificate, "the server's key encrypts nothing");
    return;
  }
  auto block = premaster_block(random_);
  fit_block(block, size, random_);
  outbox_.shape(block);
  fit_block(block, size, random_);
  premaster_ = premaster_of(block);
  if (const auto encrypted = encrypt_rsa(key, encode(block))) {
    send(client_key_exchange_rsa(*encrypted));
  } else {
    give_up(unsupported("what becomes of the premaster secret is nothing that a modulus of " + std::to_string(size) +
                        " octets can encrypt"));
  }
}

/// RFC 5246 section 7.4.8: the signature is over all messages so far.
void Client::send_identity_12() {
  Octets content{transcript_.messages().begin(), transcript_.messages().end()};
  if (settings_.proof.stale && !content.empty()) content.back() ^= 1U;
  if (const auto signature = prove(content))
    send(certificate_verify(settings_.proof.claimed.value_or(scheme_for_proof()), *signature));
}

/// The keys of both directions; ours take effect with our ChangeCipherSpec, the server's with its own.
bool Client::derive_keys_12() {
  keep_secret("CLIENT_RANDOM", master_);
  const auto keys = key_block(*suite_, master_, sent_random_, server_random_);
  auto ours = Protection::tls12(*suite_, keys.client, encrypt_then_mac_, random_);
  auto theirs = Protection::tls12(*suite_, keys.server, encrypt_then_mac_, random_);
  if (!ours.ok() || !theirs.ok()) {
    give_up(ours.ok() ? theirs.status() : ours.status());
    return false;
  }
  next_write_keys_ = *std::move(ours);
  next_read_keys_ = *std::move(theirs);
  return true;
}

void Client::send_finished_12() {
  outbox_.send(ContentType::change_cipher_spec, std::array<std::uint8_t, 1>{1}, model::Keys::current);
  outbox_.keys().change(*std::exchange(next_write_keys_, std::nullopt));
  const auto verify_data = finished_12(suite_->hash, master_, true, transcript_.hash());
  client_verify_data_.assign(verify_data.view().begin(), verify_data.view().end());
  send(finished(verify_data.view()));
}

State Client::on_ticket_12(NewSessionTicket& ticket) {
  if (!ticket_expected_) return refuse(alerts::unexpected_message, "a NewSessionTicket that was not announced");
  transcript_.add(raw_);
  drew(model::Fresh::ticket, ticket.ticket);
  ticket_12_ = std::move(ticket);
  return State::change_cipher_spec;
}

State Client::on_finished_12(Finished& finished_message) {
  const auto expected = finished_12(suite_->hash, master_, false, transcript_.hash());
  if (!std::ranges::equal(expected.view(), finished_message.verify_data))
    return refuse(alerts::decrypt_error, "the server's Finished does not fit the handshake");
  transcript_.add(raw_);
  server_verify_data_ = finished_message.verify_data;
  if (resumed_) send_finished_12();
  if (ticket_12_ || !session_id_.empty()) {
    tickets_.push_back({.version = model::TlsVersion::tls1_2,
                        .suite = *suite_,
                        .ticket = ticket_12_ ? std::move(ticket_12_->ticket) : Octets{},
                        .session_id = session_id_,
                        .secret = master_,
                        .extended_master_secret = extended_master_secret_,
                        .lifetime = ticket_12_ ? ticket_12_->lifetime : 0,
                        .age_add = 0,
                        .received = settings_.clock->now(),
                        .max_early_data = {}});
    ticket_12_.reset();
  }
  state_ = State::connected;
  if (std::exchange(renegotiating_, false)) agreed_.renegotiated = true;
  if (outbox_.reached(Point::established)) renegotiate();
  return state_;
}

State Client::on_hello_request(HelloRequest& /*request*/) {
  constexpr std::uint8_t kWarning = 1;
  constexpr std::uint8_t kNoRenegotiation = 100;
  // RFC 5246 section 7.2.2: a client that will not renegotiate says so by a warning.
  outbox_.send(ContentType::alert, std::array{kWarning, kNoRenegotiation}, model::Keys::current);
  return State::connected;
}

/// RFC 5746 section 3.5: the second hello shows what the first handshake ended with.
void Client::renegotiate() {
  renegotiating_ = true;
  transcript_.clear();
  exchange_.reset();
  request_.reset();
  resumed_ = false;
  if (hello_.renegotiation_info) hello_.renegotiation_info = client_verify_data_;
  send_hello();
}

}  // namespace tlsgauge::wire
