#pragma once

#include "core/result.hpp"
#include "model/exchange.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::tls {

/// A copy of `session` with `change` done to it.
/// @return Unimplemented where the change is one of the ticket and the server has issued none (RFC 5246
/// section 7.4.1.2: it may remember sessions by an identifier instead).
[[nodiscard]] Result<Session> changed(const Session& session, model::SessionChange change);

}  // namespace tlsgauge::tls
