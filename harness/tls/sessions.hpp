#pragma once

#include <vector>

#include "tls/handles.hpp"

namespace tlsgauge::tls {

/// The sessions that a client can resume, of one thread. TLS 1.3 tickets are used once (RFC 8446 appendix C.4: "Clients
/// SHOULD NOT reuse a ticket for multiple connections"); a TLS 1.2 session is put back after use.
class Sessions {
 public:
  /// Collects the sessions of `context`, which keeps a pointer to this object.
  void collect_from(ssl_ctx_st* context);
  /// The newest session; empty when there is none.
  [[nodiscard]] Session take();
  void give(Session session);

 private:
  static constexpr std::size_t kMost = 4096;
  std::vector<Session> sessions_;
};

}  // namespace tlsgauge::tls
