#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "model/exchange.hpp"
#include "model/tls.hpp"
#include "wire/crypto/cipher_suite.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// A session that can be resumed: by a PSK of TLS 1.3 (RFC 8446 section 4.6.1), or in TLS 1.2 by a ticket (RFC 5077) or
/// an id (RFC 5246 section 7.3).
struct Ticket {
  model::TlsVersion version = model::TlsVersion::tls1_3;
  Suite suite;
  Octets ticket;      ///< empty in TLS 1.2: resumed by its id
  Octets session_id;  ///< TLS 1.2
  Digest secret;      ///< the PSK, or the master secret of TLS 1.2
  bool extended_master_secret = false;
  std::uint32_t lifetime = 0;  ///< seconds
  std::uint32_t age_add = 0;
  core::TimePoint received{};
  std::optional<std::uint32_t> max_early_data;
};

/// `ticket`, changed as `change` says; one that is dropped stays what it is.
[[nodiscard]] Ticket changed(Ticket ticket, model::SessionChange change);

/// Whether `ticket` ends with a MAC of what precedes it by a key of zeros: HMAC with SHA-1, SHA-256 or SHA-384, of
/// tickets as RFC 5077 section 4 recommends them. Anyone can read such a session and make one (CVE-2020-13777).
[[nodiscard]] bool is_sealed_by_zeros(View ticket);

}  // namespace tlsgauge::wire
