#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/tls.hpp"
#include "server/config.hpp"
#include "server/front/alpn.hpp"
#include "server/front/client_trust.hpp"
#include "server/front/faults.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::server::front {

/// How a port does TLS, beside its certificate.
struct TlsPolicy {
  model::TlsVersion oldest = model::TlsVersion::tls1_2;
  Protocols served = Protocols::grpc;
  bool mutual = false;                         ///< a client certificate is required and verified
  NamedFile crl;                               ///< empty path: revocation is not checked
  std::size_t tickets = 2;                     ///< of TLS 1.3; 0 ends resumption in TLS 1.2 also
  NamedFile ticket_key;                        ///< empty path: a key of its own, new at each start
  std::uint32_t early_data = 0;                ///< bytes; clients that have to show a certificate get none
  std::chrono::nanoseconds handshake_cost{0};  ///< CPU time wasted in each handshake
  const Fault* fault = nullptr;                ///< null: everything is right
};

/// The files of a certificate that is chosen by server_name.
struct NamedCertificate {
  std::string server_name;
  NamedFile chain;
  NamedFile key;
  bool mutual = false;  ///< as in TlsPolicy, for these clients
};

/// The server side of TLS on one port. A session is resumed only where its client would be let in now by a full
/// handshake: one of another port, name, server or time is as good as the certificate that it stands for. Safe to use
/// from several threads.
class TlsContext {
 public:
  /// Loads the files; `files.ca` is read when the policy is mutual.
  /// @return a one-line fault that names the file and what to do.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> make(const TlsPolicy& policy, const TlsFiles& files,
                                                                      const std::vector<NamedCertificate>& by_name);

  /// The server's end of a new connection, without a socket yet. Null when memory ran out.
  [[nodiscard]] tls::Ssl new_connection() const;
  /// Bytes of early data that a connection may bring.
  [[nodiscard]] std::uint32_t early_data() const noexcept { return policy_.early_data; }
  /// CPU time that each handshake has to waste.
  [[nodiscard]] std::chrono::nanoseconds handshake_cost() const noexcept { return policy_.handshake_cost; }
  [[nodiscard]] Protocols served() const noexcept { return policy_.served; }
  /// The context for clients that name `server_name` (compared as DNS names are, without case). Null: the default one.
  [[nodiscard]] ssl_ctx_st* context_for(std::string server_name) const;
  /// Moves a connection whose client has named itself to the context of that name.
  void choose(ssl_st* connection, ssl_ctx_st* context) const;
  /// Whether the session of a ticket may be resumed on `connection`.
  [[nodiscard]] bool resumes(ssl_st* connection, ssl_session_st* session) const;
  /// What is wrong with it, on purpose; where nothing is, a fault that does nothing.
  [[nodiscard]] const Fault& fault() const noexcept;

 private:
  explicit TlsContext(TlsPolicy policy) : policy_{std::move(policy)} {}
  [[nodiscard]] Result<tls::SslContext> make_context(const NamedFile& chain, const NamedFile& key, bool mutual);

  TlsPolicy policy_;
  std::unique_ptr<ClientTrust> trust_;  // null: no client has to show a certificate
  tls::SslContext default_;
  std::map<std::string, tls::SslContext> by_name_;
};

}  // namespace tlsgauge::server::front
