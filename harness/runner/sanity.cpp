#include "runner/sanity.hpp"

#include <algorithm>

#include "probe/perform.hpp"
#include "scenario/catalogue.hpp"

namespace tlsgauge::runner {
namespace {

/// The scenario that must let the good client in, in the words of a catalogue: resolve() makes it concrete.
model::Scenario good_scenario(const model::Scenario& scenario) {
  const auto port = port_of(scenario.exchange.action);
  const bool component = port >= model::Port::root_coord;
  model::Scenario good;
  good.topology = scenario.topology;
  auto& client = good.exchange.client;
  client.trust = "ca.pem";
  good.exchange.plaintext =
      component ? !scenario.topology.internal_tls : scenario.topology.tls_mode == model::TlsMode::none;
  if (!good.exchange.plaintext && scenario.topology.tls_mode == model::TlsMode::mutual && !component) {
    client.certificate = "working/client.pem";
    client.key = "working/client.key";
  }
  if (scenario.topology.user_authentication) client.login = TargetClient{}.login;
  if (port == model::Port::rest) {
    good.exchange.action =
        model::RestExchange{.port = port, .method = "GET", .target = "/v1/vector/collections", .body = {}, .alpn = {}};
  } else if (port == model::Port::management) {
    good.exchange.plaintext = true;
    good.exchange.action =
        model::RestExchange{.port = port, .method = "GET", .target = "/healthz", .body = {}, .alpn = {}};
  } else {
    const auto calls = component ? model::GrpcCalls::health : model::GrpcCalls::milvus;
    good.exchange.action = model::GrpcExchange{.port = port, .transport = {}, .calls = calls};
  }
  if (good.exchange.plaintext) client.trust.clear();
  if (scenario.exchange.client.forged) good.exchange.versions = scenario.exchange.versions;
  return good;
}

std::string way_in(const model::Scenario& scenario) {
  const auto* command = std::get_if<model::CommandExchange>(&scenario.exchange.action);
  if (command != nullptr) return command->tool;
  const std::string port{model::name(port_of(scenario.exchange.action))};
  // A certificate is to be the only thing that is wrong with its client: the good one speaks the same version.
  return scenario.exchange.client.forged ? port + " over " + std::string{model::name(scenario.exchange.versions.oldest)}
                                         : port;
}

/// The same program as its users run it against such a server, so that a refusal of the program proves something.
const model::Scenario* good_program(const model::Scenario& scenario, const GroupContext& context) {
  auto shared = scenario.topology;
  shared.exclusive_to.clear();
  const auto good = std::ranges::find_if(context.good_programs, [&](const model::Scenario& other) {
    const bool deviates = std::ranges::any_of(
        context.deviations, [&](const model::Deviation& known) { return scenario::matches(known.id, other.id); });
    return other.topology == shared && way_in(other) == way_in(scenario) && !deviates;
  });
  return good != context.good_programs.end() ? &*good : nullptr;
}

}  // namespace

const Result<model::Observation>& Sanity::good_client(const model::Scenario& scenario) {
  const auto way = way_in(scenario);
  if (const auto known = found_.find(way); known != found_.end()) return known->second;
  const bool program = std::holds_alternative<model::CommandExchange>(scenario.exchange.action);
  return found_.emplace(way, program ? try_program(scenario) : try_our_own(scenario)).first->second;
}

Result<model::Observation> Sanity::try_program(const model::Scenario& scenario) const {
  const auto* good = good_program(scenario, context_);
  if (good == nullptr) return try_our_own(scenario);
  auto concrete = resolve(*good, lease_, certificates_, context_.tools, context_.client);
  if (!concrete.ok()) return concrete.status();
  const core::Deadline deadline{core::steady_clock(), context_.command_timeout, context_.stop};
  return probe::perform(concrete->exchange, concrete->endpoint, deadline);
}

Result<model::Observation> Sanity::try_our_own(const model::Scenario& scenario) const {
  auto concrete = resolve(good_scenario(scenario), lease_, certificates_, context_.tools, context_.client);
  if (!concrete.ok()) return concrete.status();
  const core::Deadline deadline{core::steady_clock(), context_.timeout, context_.stop};
  return probe::perform(concrete->exchange, concrete->endpoint, deadline);
}

}  // namespace tlsgauge::runner
