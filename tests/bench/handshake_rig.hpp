#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "load/cpu.hpp"
#include "model/tls.hpp"
#include "pki/layout.hpp"
#include "tls/handles.hpp"

extern "C" {
struct ssl_session_st;
void SSL_SESSION_free(ssl_session_st*);
}

namespace tlsgauge::bench {

/// What a handshake is.
struct HandshakeKind {
  model::TlsVersion version = model::TlsVersion::tls1_3;
  pki::KeyKind key = pki::KeyKind::ec_p256;
  bool mutual = false;
  bool resumed = false;

  /// "tls1.3/ec:P-256/mutual/resumed".
  [[nodiscard]] std::string name() const;
};

/// No handshake takes more: one that would has come to nothing.
inline constexpr int kMostFlights = 10;

/// CPU time that each side of a handshake used.
struct SideCosts {
  std::chrono::nanoseconds client{0}, server{0};
};

/// Adds the CPU time that this thread uses until the end of the scope.
class Metered {
 public:
  explicit Metered(std::chrono::nanoseconds& sum) : sum_{sum}, begin_{load::thread_cpu()} {}
  Metered(const Metered&) = delete;
  Metered& operator=(const Metered&) = delete;
  ~Metered() { sum_ += load::thread_cpu() - begin_; }

 private:
  std::chrono::nanoseconds& sum_;
  std::chrono::nanoseconds begin_;
};

/// A client and a server of OpenSSL in one thread, with memory between them: the floor of what any client or server
/// that uses this OpenSSL can cost. Both sides verify what they are shown, with certificates made for the purpose.
class HandshakeRig {
 public:
  [[nodiscard]] static Result<HandshakeRig> make(const HandshakeKind& kind);
  /// With the certificates of `files`, of layout `working`.
  [[nodiscard]] static Result<HandshakeRig> make(const HandshakeKind& kind, const std::filesystem::path& files);

  /// Makes two connections, shakes hands and throws them away; all of that counts, each side's calls for that side.
  /// In TLS 1.3, the server's tickets are made and sent, and not read, as by a client that leaves at once.
  /// @return InvalidArgument when the handshake fails or is not of the kind that was asked for.
  [[nodiscard]] Result<SideCosts> shake_hands() const;

  /// What its servers are made of; lives as long as the rig.
  [[nodiscard]] ssl_ctx_st* server_settings() const noexcept { return server_.get(); }

 private:
  using Session = std::unique_ptr<ssl_session_st, tls::FreeWith<&SSL_SESSION_free>>;
  struct Pair;

  HandshakeRig(const HandshakeKind& kind, tls::SslContext client, tls::SslContext server)
      : kind_{kind}, client_{std::move(client)}, server_{std::move(server)} {}

  /// A full handshake whose session later ones resume.
  [[nodiscard]] Status prime();
  [[nodiscard]] Result<Pair> connect(SideCosts& costs) const;

  HandshakeKind kind_;
  tls::SslContext client_, server_;
  Session session_;  ///< empty: full handshakes
};

}  // namespace tlsgauge::bench
