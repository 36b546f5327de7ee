#pragma once

#include <memory>
#include <string>

#include "server/catalogue.hpp"
#include "server/credentials.hpp"
#include "server/http.hpp"

namespace tlsgauge::server {

/// What the REST API answers from.
struct RestApi {
  Credentials credentials;
  std::shared_ptr<Catalogue> catalogue;
  std::string strict_transport_security;  ///< value of that header field (RFC 6797); empty: not sent
};

/// Answers as Milvus does: a fault in a request is a "code" inside of HTTP 200, except that a caller who is not
/// authenticated gets 401 and an unknown path, or another method of a known one, 404. The documented check, GET on
/// /v2/vectordb/collections/list, is such a 404: the path knows POST only.
[[nodiscard]] HttpResponse answer(const RestApi& api, const HttpRequest& request);

}  // namespace tlsgauge::server
