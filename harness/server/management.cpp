#include "server/management.hpp"

#include <nlohmann/json.hpp>

#include "server/config.hpp"

namespace tlsgauge::server {
namespace {

constexpr int kHealthy = 1;  // commonpb.StateCode

std::string health_as_json() {
  auto detail = nlohmann::ordered_json::array();
  for (const auto& component : kComponents) detail.push_back({{"name", component.section}, {"code", kHealthy}});
  return nlohmann::ordered_json{{"state", "OK"}, {"detail", std::move(detail)}}.dump();
}

}  // namespace

HttpResponse answer_management(const HttpRequest& request, const front::HandshakeCounters& handshakes) {
  if (request.path == "/healthz" && request.content_type == "application/json")
    return {.status = 200, .content_type = "application/json", .body = health_as_json(), .fields = {}};
  if (request.path == "/healthz" || request.path == "/livez")
    return {.status = 200, .content_type = "text/plain; charset=utf-8", .body = "OK", .fields = {}};
  if (request.path == "/metrics")
    return {.status = 200,
            .content_type = "text/plain; version=0.0.4; charset=utf-8",
            .body = handshakes.to_prometheus(),
            .fields = {}};
  return page_not_found();
}

}  // namespace tlsgauge::server
