#include <array>
#include <string>

#include "probe/classify.hpp"
#include "probe/dial.hpp"
#include "probe/http.hpp"
#include "probe/http2_call.hpp"
#include "probe/marker.hpp"
#include "probe/probes.hpp"
#include "probe/response_watch.hpp"

namespace tlsgauge::probe {
namespace {

/// The call of the exchange's marker, or of the health service: what every gRPC server answers, and every other server
/// of HTTP/2 too.
std::string call_of(const model::Exchange& exchange) {
  return exchange.marker ? marking_call(*exchange.marker, exchange.client)
                         : first_call({.path = "/grpc.health.v1.Health/Check",
                                       .message = {},
                                       .client = exchange.client,
                                       .plaintext = exchange.plaintext});
}

/// Calls, and waits for the beginning of an answer. The server's SETTINGS alone prove nothing: servers which judge
/// their clients above TLS, as nginx does, send them to everybody.
model::Observation call(Dialled& dialled, const Aim& aim) {
  auto& stream = *dialled.stream;
  const auto& deadline = aim.deadline;
  // Also after a failed write: a refusal that overtook it still waits to be read.
  const auto written = stream.write_all(call_of(aim.exchange), deadline);
  stream.release();
  if (written.status == tls::IoStatus::timed_out)
    return dialled.conclude(classify_end(written.status, stream, model::Stage::first_read), written.status, deadline);

  ResponseWatch watch;
  for (std::array<char, 4096> chunk{}; !watch.settled();) {
    const auto got = stream.read_some(chunk, deadline);
    if (got.status != tls::IoStatus::ok)
      return dialled.conclude(classify_end(got.status, stream, model::Stage::first_read), got.status, deadline);
    watch.see(std::span{chunk}.first(got.bytes));
  }
  if (watch.response_began()) {
    dialled.seen.answer.http_status = watch.status();
    constexpr int kOk = 200;
    return dialled.conclude(classify_http2(watch.status().value_or(kOk)), tls::IoStatus::ok, deadline);
  }
  dialled.seen.detail = "the answer is no response of HTTP/2";
  const auto alert = decisive_alert(stream.alerts());
  return dialled.conclude(model::Refused{.by = model::Party::server, .stage = model::Stage::first_read, .alert = alert},
                          tls::IoStatus::ok, deadline);
}

}  // namespace

Result<model::Observation> probe_tls(const model::TlsExchange& tls, const Aim& aim) {
  const bool http1 = tls.port == model::Port::rest || tls.port == model::Port::management;
  auto dialled = dial(aim, {http1 ? "http/1.1" : "h2"});
  if (!dialled.ok()) return dialled.status();
  if (!dialled->stream) return std::move(dialled->seen);
  if (!http1) return call(*dialled, aim);
  const auto& marker = aim.exchange.marker;
  const auto& client = aim.exchange.client;
  const auto request =
      marker ? marking_request(*marker, client)
             : HttpRequest{.method = "GET", .target = "/", .host = client.server_name, .body = {}, .login = {}};
  auto answer = ask(*dialled->stream, request, aim.deadline);
  return conclude_http(*dialled, std::move(answer), aim.deadline);
}

}  // namespace tlsgauge::probe
