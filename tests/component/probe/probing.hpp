#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <ostream>
#include <string_view>

#include "model/exchange.hpp"
#include "model/observation.hpp"
#include "probe/perform.hpp"
#include "support/fake_server.hpp"
#include "support/fake_tls_server.hpp"

namespace tlsgauge::model {

/// What a failed test prints.
inline void PrintTo(const Observation& seen, std::ostream* out) { *out << describe(seen); }

}  // namespace tlsgauge::model

namespace tlsgauge::test_support {

/// A directory with the layout "working" (P-256 keys) and, in stranger/, that of another CA. Made once a process.
[[nodiscard]] const std::filesystem::path& certificates();

/// A fake TLS server with the certificates above.
[[nodiscard]] FakeTls fake_tls(TlsBehaviour then);
/// The same, and it demands a client certificate.
[[nodiscard]] FakeTls demanding(TlsBehaviour then);

/// Clients that trust the certificates' CA.
[[nodiscard]] model::Identity without_certificate();
[[nodiscard]] model::Identity with_certificate();
/// The client's certificate comes from a CA that the server does not know.
[[nodiscard]] model::Identity stranger();

/// Exchanges of a client, over TLS.
[[nodiscard]] model::Exchange tls_exchange(model::Identity client, model::Port port = model::Port::grpc);
[[nodiscard]] model::Exchange rest_exchange(model::Identity client);
[[nodiscard]] model::Exchange grpc_exchange(model::Identity client,
                                            model::GrpcTransport transport = model::GrpcTransport::observed);
/// The same without TLS.
[[nodiscard]] model::Exchange plaintext(model::Exchange exchange);

/// What a client tries, and its name in a test.
struct Client {
  std::string_view name;
  model::Exchange (*exchange)();
};

/// Carries out `exchange`; the test fails where the harness cannot even try.
[[nodiscard]] model::Observation observe(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                         std::chrono::milliseconds limit = std::chrono::seconds{10});
[[nodiscard]] model::Observation observe(const model::Exchange& exchange, const FakeServer& server,
                                         std::chrono::milliseconds limit = std::chrono::seconds{10});

/// How long a probe of a server that stays silent may take, and what is still on time on a busy machine.
inline constexpr std::chrono::milliseconds kPatience{300};
inline constexpr std::chrono::milliseconds kOnTime{1500};

MATCHER(IsAccepted, "is accepted") { return std::holds_alternative<model::Accepted>(arg.outcome); }
MATCHER(IsUnreachable, "is unreachable") { return std::holds_alternative<model::Unreachable>(arg.outcome); }
MATCHER_P(IsSilentAt, stage, "is silent at " + std::string{model::name(stage)}) {
  const auto* silent = std::get_if<model::Silent>(&arg.outcome);
  return silent != nullptr && silent->stage == stage;
}
MATCHER_P2(IsRefused, party, stage,
           "is refused by the " + std::string{model::name(party)} + " at " + std::string{model::name(stage)}) {
  const auto* refused = std::get_if<model::Refused>(&arg.outcome);
  return refused != nullptr && refused->by == party && refused->stage == stage;
}
MATCHER_P(HasAlert, alert, "has the alert " + model::name(alert)) {
  const auto* refused = std::get_if<model::Refused>(&arg.outcome);
  return refused != nullptr && refused->alert && refused->alert->alert == alert;
}
MATCHER(HasNoAlert, "has no alert") {
  const auto* refused = std::get_if<model::Refused>(&arg.outcome);
  return refused == nullptr || !refused->alert;
}
MATCHER_P(Closed, close, "closed by " + std::string{model::name(close)}) { return arg.close == close; }

}  // namespace tlsgauge::test_support
