#include <array>
#include <string>

#include "probe/classify.hpp"
#include "probe/dial.hpp"
#include "probe/http.hpp"
#include "probe/marker.hpp"
#include "probe/probes.hpp"
#include "probe/response_watch.hpp"

namespace tlsgauge::probe {
namespace {

/// RFC 9113 section 3.4: the client's connection preface, a SETTINGS frame without parameters in it.
constexpr std::string_view kPreface{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33};

/// Sends the preface and waits for the server's, which RFC 9113 section 3.4 requires to be a SETTINGS frame.
model::Observation exchange_settings(Dialled& dialled, const core::Deadline& deadline) {
  constexpr std::size_t kFrameHeader = 9;
  constexpr char kSettings = 4;
  auto& stream = *dialled.stream;
  // Also after a failed write: a refusal that overtook it still waits to be read.
  const auto written = stream.write_all(kPreface, deadline);
  if (written.status == tls::IoStatus::timed_out)
    return dialled.conclude(classify_end(written.status, stream, model::Stage::first_read), written.status, deadline);

  std::array<char, kFrameHeader> header{};
  for (std::size_t filled = 0; filled < header.size();) {
    const auto got = stream.read_some(std::span{header}.subspan(filled), deadline);
    if (got.status != tls::IoStatus::ok)
      return dialled.conclude(classify_end(got.status, stream, model::Stage::first_read), got.status, deadline);
    filled += got.bytes;
  }
  if (header[3] == kSettings) return dialled.conclude(model::Accepted{}, tls::IoStatus::ok, deadline);
  dialled.seen.detail = "the answer is no HTTP/2 SETTINGS frame";
  const auto alert = decisive_alert(stream.alerts());
  return dialled.conclude(model::Refused{.by = model::Party::server, .stage = model::Stage::first_read, .alert = alert},
                          tls::IoStatus::ok, deadline);
}

/// Sends a whole call at once, and waits for the beginning of its answer.
model::Observation call_at_once(Dialled& dialled, const Aim& aim) {
  auto& stream = *dialled.stream;
  const auto written = stream.write_all(marking_call(*aim.exchange.marker, aim.exchange.client), aim.deadline);
  stream.release();
  const auto end = [&](tls::IoStatus status) {
    return dialled.conclude(classify_end(status, stream, model::Stage::first_read), status, aim.deadline);
  };
  if (written.status == tls::IoStatus::timed_out) return end(written.status);
  ResponseWatch watch;
  std::array<char, 4096> buffer{};
  while (!watch.response_began()) {
    const auto got = stream.read_some(buffer, aim.deadline);
    if (got.status != tls::IoStatus::ok) return end(got.status);
    watch.see({buffer.data(), got.bytes});
  }
  return dialled.conclude(model::Accepted{}, tls::IoStatus::ok, aim.deadline);
}

}  // namespace

Result<model::Observation> probe_tls(const model::TlsExchange& tls, const Aim& aim) {
  const bool http1 = tls.port == model::Port::rest || tls.port == model::Port::management;
  auto dialled = dial(aim, {http1 ? "http/1.1" : "h2"});
  if (!dialled.ok()) return dialled.status();
  if (!dialled->stream) return std::move(dialled->seen);
  const auto& marker = aim.exchange.marker;
  const auto& client = aim.exchange.client;
  if (!http1) return marker ? call_at_once(*dialled, aim) : exchange_settings(*dialled, aim.deadline);
  const auto request =
      marker ? marking_request(*marker, client)
             : HttpRequest{.method = "GET", .target = "/", .host = client.server_name, .body = {}, .login = {}};
  auto answer = ask(*dialled->stream, request, aim.deadline);
  return conclude_http(*dialled, std::move(answer), aim.deadline);
}

}  // namespace tlsgauge::probe
