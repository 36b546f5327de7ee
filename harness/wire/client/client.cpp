#include "wire/client/client.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tlsgauge::wire {

using model::HandshakeType;
namespace alerts = model::alerts;
namespace type = model::handshake_type;

/// One arrow of RFC 8446 appendix A.1, or of RFC 5246 section 7.3: a message that may come in a state.
struct Client::Transition {
  State in;
  HandshakeType message;
  Next (*take)(Client&, ServerMessage&);
};

struct Client::Transitions {
  /// Calls the handler of a message's type.
  template <class Message, Next (Client::*handler)(Message&)>
  static Next take(Client& client, ServerMessage& message) {
    // What is a message of that type in one version may be none in the other.
    auto* expected = std::get_if<Message>(&message);
    if (expected == nullptr) return client.refuse(alerts::unexpected_message, "a message of another version of TLS");
    return (client.*handler)(*expected);
  }

  using S = State;
  static constexpr auto kAll = std::to_array<Transition>({
      {S::server_hello, type::server_hello, take<ServerHello, &Client::on_server_hello>},

      {S::encrypted_extensions, type::encrypted_extensions,
       take<EncryptedExtensions, &Client::on_encrypted_extensions>},
      {S::certificate_or_request, type::certificate_request, take<CertificateRequest, &Client::on_request_13>},
      {S::certificate_or_request, type::certificate, take<CertificateMessage, &Client::on_certificate_13>},
      {S::certificate, type::certificate, take<CertificateMessage, &Client::on_certificate_13>},
      {S::certificate_verify, type::certificate_verify, take<CertificateVerify, &Client::on_certificate_verify>},
      {S::finished, type::finished, take<Finished, &Client::on_finished_13>},

      {S::certificate_12, type::certificate, take<CertificateMessage, &Client::on_certificate_12>},
      {S::key_exchange_or_status, type::certificate_status, take<CertificateStatus, &Client::on_status>},
      {S::key_exchange_or_status, type::server_key_exchange, take<ServerKeyExchange, &Client::on_key_exchange>},
      // Static RSA has no ServerKeyExchange; on_request_12() and on_done() ask whether one is missing.
      {S::key_exchange_or_status, type::certificate_request, take<CertificateRequest, &Client::on_request_12>},
      {S::key_exchange_or_status, type::server_hello_done, take<ServerHelloDone, &Client::on_done>},
      {S::request_or_done, type::certificate_request, take<CertificateRequest, &Client::on_request_12>},
      {S::request_or_done, type::server_hello_done, take<ServerHelloDone, &Client::on_done>},
      {S::ticket_or_change, type::new_session_ticket, take<NewSessionTicket, &Client::on_ticket_12>},
      {S::finished_12, type::finished, take<Finished, &Client::on_finished_12>},

      {S::connected, type::new_session_ticket, take<NewSessionTicket, &Client::on_ticket_13>},
      {S::connected, type::key_update, take<KeyUpdate, &Client::on_key_update>},
      {S::connected, type::certificate_request, take<CertificateRequest, &Client::on_request_13>},
      {S::connected, type::hello_request, take<HelloRequest, &Client::on_hello_request>},
  });
};

Client::Client(const ClientSettings& settings, Outbox& outbox, Random& random)
    : settings_{settings}, outbox_{outbox}, random_{random}, hello_{settings.hello} {}

void Client::start() {
  (void)outbox_.reached(Point::start);
  send_hello();
  outbox_.end_flight();
}

void Client::receive(View octets) {
  records_.feed(octets);
  while (state_ != State::failed && !closed_by_peer_) {
    const auto next = records_.next();
    if (const auto* alert = std::get_if<model::Alert>(&next)) {
      refuse(*alert, "what the server sent is no record of TLS");
    } else if (const auto* record = std::get_if<Record>(&next)) {
      on_record(*record);
    } else {
      return;
    }
  }
}

void Client::on_record(const Record& record) {
  constexpr std::size_t kAlertSize = 2;
  const auto content_type = ContentType{record.type};
  // RFC 8446 section 5: "An implementation may receive an unencrypted record of type change_cipher_spec consisting of
  // the single byte value 0x01 at any time after the first ClientHello message has been sent or received and before the
  // peer's Finished message has been received and MUST simply drop it without further processing."
  const bool compatibility = version_13_ || state_ == State::server_hello;
  if (content_type == ContentType::change_cipher_spec && compatibility && state_ != State::connected) {
    if (record.fragment.size() == 1 && record.fragment[0] == 1) return;
    refuse(alerts::unexpected_message, "a change_cipher_spec that is none of the compatibility mode");
    return;
  }
  // A server that cannot read what we send may have no keys for its answer. Its word counts for more than its form.
  const bool alert_in_the_clear =
      version_13_ && content_type == ContentType::alert && record.fragment.size() == kAlertSize;
  if (!read_keys_ || alert_in_the_clear) {
    on_content({.type = record.type, .content = record.fragment});
    return;
  }
  drew_nonce(record);
  const auto opened = read_keys_->open(record);
  if (const auto* plain = std::get_if<Plaintext>(&opened)) {
    on_content(*plain);
  } else {
    refuse(std::get<model::Alert>(opened), "a record of the server does not open");
  }
}

void Client::on_content(const Plaintext& plain) {
  switch (ContentType{plain.type}) {
    case ContentType::handshake: on_handshake(plain.content); return;
    case ContentType::alert: on_alert(plain.content); return;
    case ContentType::change_cipher_spec: on_change_cipher_spec(plain.content); return;
    case ContentType::application_data:
      // During a second handshake the first one's data goes on (RFC 5246 section 7.4.1.1).
      if ((state_ != State::connected && !renegotiating_) || !read_keys_) break;
      append(received_, plain.content);
      return;
    case ContentType::heartbeat: break;
  }
  refuse(alerts::unexpected_message, "a record of type " + std::to_string(plain.type) + " where none is due");
}

void Client::on_handshake(View fragment) {
  messages_.feed(fragment);
  while (state_ != State::failed) {
    const auto next = messages_.next();
    if (const auto* alert = std::get_if<model::Alert>(&next)) {
      refuse(*alert, "a handshake message that is too long");
    } else if (const auto* message = std::get_if<MessageReader::Message>(&next)) {
      on_message(*message);
    } else {
      break;
    }
  }
  outbox_.end_flight();
}

void Client::on_message(const MessageReader::Message& message) {
  saw(model::Party::server, message.octets);
  const auto version = version_13_ ? model::TlsVersion::tls1_3 : model::TlsVersion::tls1_2;
  auto decoded = decode(message.type, message.body(), version);
  if (const auto* alert = std::get_if<model::Alert>(&decoded)) {
    refuse(*alert, "the server's " + name(message.type) + " is malformed");
    return;
  }
  const auto& all = Transitions::kAll;
  const auto found = std::ranges::find_if(
      all, [&](const Transition& each) { return each.in == state_ && each.message == message.type; });
  if (found == all.end()) {
    refuse(alerts::unexpected_message, "a " + name(message.type) + " where none is due");
    return;
  }
  raw_ = message.octets;
  const auto next = found->take(*this, std::get<ServerMessage>(decoded));
  if (state_ != State::failed) state_ = next;
}

void Client::on_alert(View content) {
  constexpr std::uint8_t kFatal = 2;
  if (content.size() != 2) {
    refuse(alerts::decode_error, "an alert of " + std::to_string(content.size()) + " octets");
    return;
  }
  const model::Alert alert{content[1]};
  // RFC 8446 section 6: the level says nothing any more; whatever is no closure is an error.
  const bool closure = model::ends_orderly(alert);
  const bool fatal = !closure && (version_13_ || content[0] == kFatal);
  saw({.alert = alert, .fatal = content[0] == kFatal || fatal, .from = model::Party::server});
  if (alert == alerts::close_notify) closed_by_peer_ = true;
  constexpr model::Alert kNoRenegotiation{100};
  // RFC 5246 section 7.2.2: the server will not, and goes on with what was agreed before.
  if (alert == kNoRenegotiation && !fatal && std::exchange(renegotiating_, false)) state_ = State::connected;
  if (fatal) state_ = State::failed;
}

void Client::on_change_cipher_spec(View content) {
  const bool due = state_ == State::ticket_or_change || state_ == State::change_cipher_spec;
  if (!due || !next_read_keys_ || content.size() != 1 || content[0] != 1 || messages_.in_between()) {
    refuse(alerts::unexpected_message, "a change_cipher_spec where none is due");
    return;
  }
  read_keys_ = std::exchange(next_read_keys_, std::nullopt);
  state_ = State::finished_12;
}

void Client::write(View content) {
  outbox_.send(ContentType::application_data, content, model::Keys::current);
  if (outbox_.reached(Point::written)) renegotiate();
}

void Client::close() {
  constexpr std::array<std::uint8_t, 2> kCloseNotify{1, 0};
  outbox_.send(ContentType::alert, kCloseNotify, model::Keys::current);
  saw({.alert = alerts::close_notify, .fatal = false, .from = model::Party::client});
}

Client::Next Client::refuse(model::Alert alert, std::string reason) {
  constexpr std::uint8_t kFatal = 2;
  objection_ = Objection{.alert = alert, .reason = std::move(reason)};
  outbox_.send(ContentType::alert, std::array{kFatal, alert.code}, model::Keys::current);
  outbox_.end_flight();
  saw({.alert = alert, .fatal = true, .from = model::Party::client});
  state_ = State::failed;
  return state_;
}

void Client::give_up(Status fault) {
  fault_ = std::move(fault);
  state_ = State::failed;
}

void Client::send(Field message) {
  outbox_.prepare(message);
  const auto sent = outbox_.send(std::move(message));
  saw(model::Party::client, sent);
  transcript_.add(sent);
}

void Client::saw(model::Party from, View message) const {
  if (settings_.recorder != nullptr) settings_.recorder->message(from, message, version_13_);
}

void Client::saw(const model::AlertSeen& alert) {
  if (settings_.recorder != nullptr) settings_.recorder->alert(alert);
  alerts_.push_back(alert);
}

void Client::keep_secret(std::string_view label, const Digest& secret) const {
  if (settings_.recorder != nullptr) settings_.recorder->secret(label, sent_random_, secret.view());
}

void Client::drew(model::Fresh what, View octets) {
  constexpr std::size_t kMost = 10'000;  // of a server that sends records for ever
  if (!settings_.collects_fresh || octets.empty() || fresh_.size() == kMost) return;
  fresh_.push_back({.what = what, .octets = {octets.begin(), octets.end()}});
}

/// RFC 5288 section 3: "The nonce_explicit MAY be the 64-bit sequence number." Whatever it is, it comes once a key.
void Client::drew_nonce(const Record& record) {
  constexpr std::size_t kExplicit = 8;
  const bool has_one = suite_ && (suite_->bulk == Bulk::aes_128_gcm || suite_->bulk == Bulk::aes_256_gcm);
  if (version_13_ || !has_one || record.fragment.size() < kExplicit || !settings_.collects_fresh) return;
  auto nonce = server_random_;
  append(nonce, record.fragment.first(kExplicit));
  drew(model::Fresh::nonce, nonce);
}

}  // namespace tlsgauge::wire
