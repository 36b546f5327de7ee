#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tlsgauge::server {

/// A request, as far as anything here looks at it.
struct HttpRequest {
  std::string method;
  std::string path;  ///< without the query
  std::string content_type;
  std::string authorization;
  std::string body;
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type;  ///< empty: none is sent
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;  ///< further header fields
};

/// Answers a request. Called from several threads; does no I/O.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

/// What Go's routers say to an unknown path.
[[nodiscard]] inline HttpResponse page_not_found() {
  return {.status = 404, .content_type = "text/plain", .body = "404 page not found", .fields = {}};
}

}  // namespace tlsgauge::server
