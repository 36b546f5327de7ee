#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/observation.hpp"
#include "model/tls.hpp"
#include "wire/client/outbox.hpp"
#include "wire/client/settings.hpp"
#include "wire/crypto/key_share.hpp"
#include "wire/crypto/schedule.hpp"
#include "wire/message/server.hpp"
#include "wire/record/protection.hpp"

namespace tlsgauge::wire {

/// A TLS client of versions 1.2 and 1.3 that does no I/O: octets of the server go in by receive(), ours go to an
/// Outbox. It does what RFC 8446 and RFC 5246 have a client do; what is to be done otherwise is the Outbox's and the
/// settings' business. One thread at a time.
class Client {
 public:
  /// Where the handshake stands, by the message that is due: the states of RFC 8446 appendix A.1, and those of RFC 5246
  /// figure 1 and 2.
  enum class State : std::uint8_t {
    start,
    server_hello,
    // TLS 1.3
    encrypted_extensions,
    certificate_or_request,
    certificate,
    certificate_verify,
    finished,
    // TLS 1.2
    certificate_12,
    key_exchange_or_status,
    request_or_done,
    ticket_or_change,
    change_cipher_spec,
    finished_12,

    connected,
    failed,
  };

  /// `settings` and `outbox` and `random` outlive the client.
  Client(const ClientSettings& settings, Outbox& outbox, Random& random);

  /// Sends the ClientHello.
  void start();
  /// Takes octets of the server, however they are cut, and answers them. After a fatal alert nothing more is read.
  void receive(View octets);
  /// Sends application data. Requires connected().
  void write(View content);
  /// Sends close_notify.
  void close();

  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] bool connected() const noexcept { return state_ == State::connected; }
  /// Why we went no further; nothing while all is well.
  [[nodiscard]] const std::optional<Objection>& objection() const noexcept { return objection_; }
  /// The harness could not go on: a key that does not sign, say. Not the peer's doing.
  [[nodiscard]] const Status& fault() const noexcept { return fault_; }
  /// The server said close_notify.
  [[nodiscard]] bool closed_by_peer() const noexcept { return closed_by_peer_; }
  /// Alerts in the order of the wire, both directions; ours as far as the client itself sent them.
  [[nodiscard]] const std::vector<model::AlertSeen>& alerts() const noexcept { return alerts_; }

  /// Application data that came; the caller takes it out.
  [[nodiscard]] Octets& received() noexcept { return received_; }
  /// Sessions that the server left, oldest first; the caller takes them out.
  [[nodiscard]] std::vector<Ticket>& tickets() noexcept { return tickets_; }
  /// What was agreed on so far.
  [[nodiscard]] const model::TlsParameters& agreed() const noexcept { return agreed_; }
  [[nodiscard]] bool sent_certificate() const noexcept { return sent_certificate_; }
  /// What the server drew anew, as far as the settings have it collected. A nonce has the server's random in front,
  /// which stands for the key that it is good for.
  [[nodiscard]] std::vector<model::FreshSeen>& fresh() noexcept { return fresh_; }
  [[nodiscard]] bool early_data_accepted() const noexcept { return early_data_accepted_; }

 private:
  using Next = State;  // a handler's result: where the handshake stands after it
  struct Transition;
  struct Transitions;

  // client.cpp: records, alerts, dispatch
  void on_record(const Record& record);
  void on_content(const Plaintext& plain);
  void on_handshake(View fragment);
  void on_message(const MessageReader::Message& message);
  void on_alert(View content);
  void on_change_cipher_spec(View content);
  Next refuse(model::Alert alert, std::string reason);
  void give_up(Status fault);
  void send(Field message);
  // What a recorder hears of.
  void saw(model::Party from, View message) const;
  void saw(const model::AlertSeen& alert);
  void keep_secret(std::string_view label, const Digest& secret) const;
  void drew(model::Fresh what, View octets);
  void drew_nonce(const Record& record);

  // client_hello.cpp
  void send_hello();
  void bind(Field& hello);
  void send_early_data();
  Result<KeyShare> share_of(model::NamedGroup group);
  bool make_shares(const std::vector<model::NamedGroup>& groups);

  // client_13.cpp
  Next on_server_hello(ServerHello& hello);
  Next on_retry_request(ServerHello& hello);
  Next enter_13(ServerHello& hello);
  Next on_encrypted_extensions(EncryptedExtensions& extensions);
  Next on_request_13(CertificateRequest& request);
  Next on_certificate_13(CertificateMessage& certificate);
  Next on_certificate_verify(CertificateVerify& verify);
  Next on_finished_13(Finished& finished);
  void send_compatibility();
  void send_last_flight_13();
  void send_identity_13();
  Next on_ticket_13(NewSessionTicket& ticket);
  Next on_key_update(KeyUpdate& update);

  // client_12.cpp
  Next enter_12(ServerHello& hello);
  Next on_certificate_12(CertificateMessage& certificate);
  Next on_status(CertificateStatus& status);
  Next on_key_exchange(ServerKeyExchange& exchange);
  Next on_request_12(CertificateRequest& request);
  Next on_done(ServerHelloDone& done);
  Next on_ticket_12(NewSessionTicket& ticket);
  Next on_finished_12(Finished& finished);
  Next on_hello_request(HelloRequest& request);
  void send_key_exchange();
  void send_premaster();
  void send_identity_12();
  bool derive_keys_12();
  void send_finished_12();
  void renegotiate();

  // identity.cpp: what both versions share
  Next accept_chain(const CertificateMessage& certificate, Next next);
  [[nodiscard]] std::optional<Objection> objection_to(ChainMemory::Known& known) const;
  [[nodiscard]] bool is_signed(model::SignatureScheme scheme, View content, View signature) const;
  void send_certificate();
  [[nodiscard]] model::SignatureScheme scheme_for_proof() const;
  std::optional<Octets> prove(View content);

  const ClientSettings& settings_;
  Outbox& outbox_;
  Random& random_;

  State state_ = State::start;
  ClientHello hello_;
  Octets sent_random_;      ///< as it went out: a script may have changed it
  Octets sent_session_id_;  ///< likewise
  std::vector<KeyShare> shares_;
  Transcript transcript_;
  bool retried_ = false;
  bool version_13_ = false;
  std::optional<Suite> suite_;
  RecordReader records_;
  MessageReader messages_;
  View raw_;  ///< of the message under way
  std::optional<Protection> read_keys_;

  // TLS 1.3
  std::optional<Schedule> schedule_;
  TrafficSecrets handshake_secrets_;
  Digest server_secret_;  ///< of the keys that we read with
  bool resumed_ = false;
  bool early_data_sent_ = false;
  bool compatibility_sent_ = false;
  bool early_data_accepted_ = false;
  Digest resumption_secret_;

  // TLS 1.2
  Octets server_random_;
  Octets session_id_;
  std::optional<ServerKeyExchange> exchange_;
  Octets premaster_;
  Digest master_;
  bool extended_master_secret_ = false;
  bool encrypt_then_mac_ = false;
  bool ticket_expected_ = false;
  std::optional<NewSessionTicket> ticket_12_;
  std::optional<Protection> next_read_keys_;
  std::optional<Protection> next_write_keys_;
  bool renegotiating_ = false;
  Octets client_verify_data_;
  Octets server_verify_data_;

  std::optional<CertificateRequest> request_;
  std::shared_ptr<ChainMemory::Known> chain_;  ///< the server's

  std::optional<Objection> objection_;
  Status fault_;
  bool closed_by_peer_ = false;
  bool sent_certificate_ = false;
  std::vector<model::AlertSeen> alerts_;
  Octets received_;
  std::vector<Ticket> tickets_;
  std::vector<model::FreshSeen> fresh_;
  model::TlsParameters agreed_;
};

}  // namespace tlsgauge::wire
