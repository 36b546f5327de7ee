#pragma once

#include <set>
#include <string>

#include "load/plan.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::load {

/// A client context that offers what `tls` says. Each thread makes its own: OpenSSL's reference counts are contended
/// otherwise.
[[nodiscard]] Result<tls::SslContext> context_for(const TlsOptions& tls);

/// The cipher suites that `context` can agree on, in IANA's names.
[[nodiscard]] std::set<std::string> ciphers_of(ssl_ctx_st* context);

}  // namespace tlsgauge::load
