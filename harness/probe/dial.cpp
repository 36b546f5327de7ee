#include "probe/dial.hpp"

#include "probe/classify.hpp"
#include "tls/client_context.hpp"

namespace tlsgauge::probe {
namespace {

Result<tls::SslContext> context_for(const model::Exchange& exchange, const std::vector<std::string>& alpn) {
  if (exchange.plaintext || exchange.script) return tls::SslContext{};
  return tls::client_context({.trust = exchange.client.trust,
                              .certificate = exchange.client.certificate,
                              .key = exchange.client.key,
                              .forged = exchange.client.forged,
                              .versions = exchange.versions,
                              .alpn = alpn});
}

/// A client of OpenSSL that has no signature scheme in common with the server sends no certificate, or gives up: the
/// server never saw the one that was to be tried.
Status check_sent(const tls::Stream& stream, tls::IoStatus status) {
  using enum tls::IoStatus;
  if (stream.sent_certificate()) return absl::OkStatus();
  const bool gave_up =
      status == failed && !stream.alerts().empty() && stream.alerts().back().from == model::Party::client;
  const auto agreed = stream.agreed();
  const bool withheld = status == ok && agreed && agreed->client_certificate_requested;
  if (!gave_up && !withheld) return absl::OkStatus();
  return unsupported(
      "OpenSSL's client does not send this certificate, for want of a signature scheme that fits its key" +
      (stream.failure().empty() ? "" : ": " + stream.failure()));
}

/// A marked request after a bare handshake goes with our Finished, where that is our last word (TLS 1.3): a server that
/// begins with it before it has judged the certificate beside it is found out.
bool request_goes_with_the_handshake(const model::Exchange& exchange) {
  return exchange.marker && std::holds_alternative<model::TlsExchange>(exchange.action) &&
         exchange.versions.oldest == model::TlsVersion::tls1_3;
}

/// A client whose TLS is its script's.
Result<tls::Stream> scripted_client(int fd, const Aim& aim, const std::vector<std::string>& alpn, Dialled& dialled) {
  auto transport = WireTransport::make(fd, aim.exchange, alpn, aim.offered_ticket);
  if (!transport.ok()) return transport.status();
  dialled.scripted = transport->get();
  dialled.untried = aim.untried;
  dialled.kept_tickets = aim.kept_tickets;
  return tls::Stream{*std::move(transport)};
}

}  // namespace

model::Observation Dialled::conclude(model::Outcome outcome, tls::IoStatus last, const core::Deadline& deadline) {
  seen.outcome = std::move(outcome);
  seen.timings.verdict = deadline.now() - started;
  if (stream) {
    seen.close = classify_close(last, *stream);
    seen.tls = stream->agreed();
    if (seen.detail.empty()) seen.detail = stream->failure();
  }
  if (scripted != nullptr) {
    const bool accepted = std::holds_alternative<model::Accepted>(seen.outcome);
    seen.untried = scripted->untried(accepted);
    seen.fresh = std::move(scripted->fresh());
    seen.forgeable_ticket = std::ranges::any_of(
        scripted->tickets(), [](const wire::Ticket& each) { return wire::is_sealed_by_zeros(each.ticket); });
    if (untried != nullptr) *untried = scripted->fault();
    if (untried != nullptr && untried->ok() && accepted && !seen.untried.empty()) *untried = unsupported(seen.untried);
  }
  if (recorder && conversations != nullptr) conversations->push_back(recorder->take());
  if (scripted != nullptr && kept_tickets != nullptr) *kept_tickets = std::move(scripted->tickets());
  return std::move(seen);
}

Result<Dialled> dial(const Aim& aim, const std::vector<std::string>& alpn) {
  auto context = context_for(aim.exchange, alpn);
  if (!context.ok()) return context.status();
  Dialled dialled{.context = *std::move(context),
                  .recorder = {},
                  .stream = {},
                  .conversations = aim.conversations,
                  .seen = {},
                  .started = aim.deadline.now()};

  const auto connection = tls::connect_tcp(aim.endpoint, aim.deadline);
  dialled.seen.timings.tcp = aim.deadline.now() - dialled.started;
  if (connection.fd < 0) {
    const auto timings = dialled.seen.timings;
    const auto next = aim.exchange.plaintext ? model::Stage::first_read : model::Stage::handshake;
    dialled.seen = classify_connect(connection, next);
    dialled.seen.timings = timings;
    dialled.seen.timings.verdict = timings.tcp;
    return dialled;
  }
  dialled.recorder = std::make_unique<tls::Recorder>(connection.fd, dialled.started, aim.deadline.clock());
  if (aim.exchange.plaintext) {
    dialled.stream.emplace(tls::Stream::plaintext(connection.fd));
    dialled.stream->record(*dialled.recorder);
    return dialled;
  }
  if (aim.kept != nullptr && dialled.context != nullptr) aim.kept->collect_from(dialled.context.get());
  auto stream = aim.exchange.script
                    ? scripted_client(connection.fd, aim, alpn, dialled)
                    : tls::Stream::tls_client(connection.fd, dialled.context.get(), aim.exchange.client.server_name);
  if (!stream.ok()) return stream.status();
  stream->record(*dialled.recorder);
  if (aim.offered != nullptr)
    if (auto offered = stream->offer(*aim.offered); !offered.ok()) return offered;
  if (request_goes_with_the_handshake(aim.exchange)) stream->hold_last_flight();
  dialled.stream.emplace(*std::move(stream));
  const auto shaken = dialled.stream->handshake(aim.deadline);
  dialled.seen.timings.handshake = aim.deadline.now() - dialled.started;
  if (aim.exchange.client.forged && !aim.exchange.script) {
    if (auto sent = check_sent(*dialled.stream, shaken.status); !sent.ok()) return sent;
  }
  if (shaken.status == tls::IoStatus::ok) return dialled;

  dialled.seen = dialled.conclude(classify_end(shaken.status, *dialled.stream, model::Stage::handshake), shaken.status,
                                  aim.deadline);
  dialled.stream.reset();
  return dialled;
}

}  // namespace tlsgauge::probe
