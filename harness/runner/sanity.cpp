#include "runner/sanity.hpp"

#include "probe/perform.hpp"

namespace tlsgauge::runner {
namespace {

/// The client that must get in.
model::Exchange good_exchange(const model::Scenario& scenario, const std::filesystem::path& certificates,
                              const TargetClient& client) {
  const auto port = port_of(scenario.exchange.action);
  const bool internal = port >= model::Port::root_coord;
  model::Exchange good;
  good.client.trust = certificates / "ca.pem";
  good.client.server_name = client.server_name;
  good.plaintext = internal ? !scenario.topology.internal_tls : scenario.topology.tls_mode == model::TlsMode::none;
  if (!good.plaintext && scenario.topology.tls_mode == model::TlsMode::mutual && !internal) {
    good.client.certificate = certificates / "working/client.pem";
    good.client.key = certificates / "working/client.key";
  }
  if (scenario.topology.user_authentication) good.client.login = client.login;
  if (port == model::Port::rest) {
    good.action =
        model::RestExchange{.port = port, .method = "GET", .target = "/v1/vector/collections", .body = {}, .alpn = {}};
  } else {
    const auto calls = internal ? model::GrpcCalls::health : model::GrpcCalls::milvus;
    good.action = model::GrpcExchange{.port = port, .transport = model::GrpcTransport::observed, .calls = calls};
  }
  return good;
}

}  // namespace

std::string Sanity::failure(const model::Scenario& scenario, const std::stop_token& stop) {
  const auto port = port_of(scenario.exchange.action);
  const auto endpoint = lease_.endpoint(port);
  if (!endpoint) return {};  // the scenario itself will be skipped for that
  const auto way = std::string{model::name(port)};
  if (const auto known = found_.find(way); known != found_.end()) return known->second;

  const core::Deadline deadline{core::steady_clock(), timeout_, stop};
  const auto seen = probe::perform(good_exchange(scenario, certificates_, client_), *endpoint, deadline);
  std::string failure;
  if (!seen.ok()) {
    failure = message(seen.status());
  } else if (!std::holds_alternative<model::Accepted>(seen->outcome)) {
    failure = model::describe(*seen);
  }
  return found_[way] = failure;
}

}  // namespace tlsgauge::runner
