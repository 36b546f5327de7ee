#include "probe/classify.hpp"
#include "probe/dial.hpp"
#include "probe/http.hpp"
#include "probe/probes.hpp"

namespace tlsgauge::probe {

Result<model::Observation> probe_rest(const model::RestExchange& rest, const Aim& aim) {
  auto dialled = dial(aim, rest.alpn);
  if (!dialled.ok()) return dialled.status();
  if (!dialled->stream) return std::move(dialled->seen);

  auto answer = ask(*dialled->stream,
                    {.method = rest.method,
                     .target = rest.target,
                     .host = aim.exchange.client.server_name,
                     .body = rest.body,
                     .login = aim.exchange.client.login},
                    aim.deadline);
  return conclude_http(*dialled, std::move(answer), aim.deadline);
}

}  // namespace tlsgauge::probe
