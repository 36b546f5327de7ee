#pragma once

#include "server/http.hpp"

namespace tlsgauge::server {

/// Answers on the management port: /healthz, as text or, where the request says it is JSON, as JSON; and /livez.
[[nodiscard]] HttpResponse answer_management(const HttpRequest& request);

}  // namespace tlsgauge::server
