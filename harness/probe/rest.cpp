#include "probe/classify.hpp"
#include "probe/dial.hpp"
#include "probe/http.hpp"
#include "probe/marker.hpp"
#include "probe/probes.hpp"

namespace tlsgauge::probe {

Result<model::Observation> probe_rest(const model::RestExchange& rest, const Aim& aim) {
  auto dialled = dial(aim, rest.alpn);
  if (!dialled.ok()) return dialled.status();
  if (!dialled->stream) return std::move(dialled->seen);

  const auto& client = aim.exchange.client;
  const auto request = aim.exchange.marker ? marking_request(*aim.exchange.marker, client)
                                           : HttpRequest{.method = rest.method,
                                                         .target = rest.target,
                                                         .host = client.server_name,
                                                         .body = rest.body,
                                                         .login = client.login};
  auto answer = ask(*dialled->stream, request, aim.deadline);
  return conclude_http(*dialled, std::move(answer), aim.deadline);
}

}  // namespace tlsgauge::probe
