#pragma once

#include <optional>
#include <string>

#include "tls/handles.hpp"
#include "wire/client/client.hpp"
#include "wire/client/plain_outbox.hpp"
#include "wire/client/scripted_outbox.hpp"

// OpenSSL's server in memory, as a peer of our client.
namespace tlsgauge::wire {

/// One version, and no other.
inline constexpr model::VersionRange kOnly12{.oldest = model::TlsVersion::tls1_2, .newest = model::TlsVersion::tls1_2};
inline constexpr model::VersionRange kOnly13{.oldest = model::TlsVersion::tls1_3, .newest = model::TlsVersion::tls1_3};

/// A self-signed certificate and its key, and both as our client shows them.
struct SelfSigned {
  tls::Key key;
  tls::Certificate certificate;

  [[nodiscard]] Credentials credentials() const;
};

/// `kind`: "RSA", "P-256", "P-384", "P-521", "ED25519", "ED448". Made once a process.
[[nodiscard]] const SelfSigned& self_signed(const std::string& kind);

/// What the server does otherwise than OpenSSL's does by itself.
struct ServerOptions {
  std::string key = "P-256";
  std::string suites{};  ///< of both versions, in OpenSSL's names
  std::string groups{};
  bool asks_for_certificate = false;
  bool early_data = false;
  bool tickets = true;
  bool renegotiates = true;
};

/// A server, in whose context sessions outlive connections.
class Server {
 public:
  explicit Server(const ServerOptions& options);

  /// Begins a connection.
  void accept();
  /// Takes what the client sends. @return what the server answers.
  [[nodiscard]] Octets take(View octets);
  [[nodiscard]] ssl_st* ssl() const { return ssl_.get(); }
  [[nodiscard]] bool done() const;
  /// Application data that came.
  [[nodiscard]] const std::string& heard() const { return heard_; }
  [[nodiscard]] Octets say(const std::string& text);
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  void read();
  Octets drain();

  tls::SslContext context_;
  tls::Ssl ssl_;
  bool early_data_;
  bool early_done_ = false;
  std::string heard_;
  std::string error_;
};

/// Lets the client and the server speak until neither has anything to say.
void converse(Client& client, PlainOutbox& outbox, Server& server);
/// Likewise; pauses are passed over, and whoever leaves is not heard of again.
void converse(Client& client, ScriptedOutbox& outbox, Server& server);

}  // namespace tlsgauge::wire
