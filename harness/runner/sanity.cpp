#include "runner/sanity.hpp"

#include <algorithm>
#include <chrono>

#include "probe/perform.hpp"
#include "runner/markers.hpp"
#include "scenario/catalogue.hpp"

namespace tlsgauge::runner {
namespace {

/// What a good client does at the port that `action` goes to. A marked request is made as the scenario makes it, so
/// that it can be seen whether this target carries such a one out.
model::Action good_action(const model::Scenario& scenario) {
  const auto port = port_of(scenario.exchange.action);
  if (scenario.exchange.marker) return scenario.exchange.action;
  const bool rest = std::holds_alternative<model::RestExchange>(scenario.exchange.action);
  if (port == model::Port::rest || (rest && port == model::Port::second))
    return model::RestExchange{
        .port = port, .method = "GET", .target = "/v1/vector/collections", .body = {}, .alpn = {}};
  if (port == model::Port::management)
    return model::RestExchange{.port = port, .method = "GET", .target = "/healthz", .body = {}, .alpn = {}};
  const auto calls = port >= model::Port::root_coord ? model::GrpcCalls::health : model::GrpcCalls::milvus;
  return model::GrpcExchange{.port = port, .transport = {}, .calls = calls};
}

/// The scenario that must let the good client in.
model::Scenario good_scenario(const model::Scenario& scenario) {
  auto good = good_client_of(scenario.topology, good_action(scenario));
  good.exchange.marker = scenario.exchange.marker;
  if (scenario.pins_version()) good.exchange.versions = scenario.exchange.versions;
  return good;
}

std::string way_in(const model::Scenario& scenario) {
  const auto* command = std::get_if<model::CommandExchange>(&scenario.exchange.action);
  if (command != nullptr) return command->tool;
  const std::string port{model::name(port_of(scenario.exchange.action))};
  auto way = port + " by " + std::string{model::kind(scenario.exchange.action)};
  if (scenario.pins_version()) way += " over " + std::string{model::name(scenario.exchange.versions.oldest)};
  return scenario.exchange.marker ? way + ", marked" : way;
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

model::Scenario good_client_of(const model::Topology& topology, model::Action action) {
  const auto port = port_of(action);
  const bool component = port >= model::Port::root_coord;
  const auto mode = port == model::Port::second ? topology.second.value_or(model::TlsMode::none) : topology.tls_mode;
  model::Scenario good;
  good.topology = topology;
  good.exchange.action = std::move(action);
  good.exchange.plaintext = component                         ? !topology.internal_tls
                            : port == model::Port::management ? true
                                                              : mode == model::TlsMode::none;
  auto& client = good.exchange.client;
  if (!good.exchange.plaintext) client.trust = "ca.pem";
  if (!good.exchange.plaintext && !component && mode == model::TlsMode::mutual) {
    client.certificate = "working/client.pem";
    client.key = "working/client.key";
  }
  if (topology.user_authentication) client.login = TargetClient{}.login;
  return good;
}

const Result<model::Observation>& Sanity::good_client(const model::Scenario& scenario) {
  const auto way = way_in(scenario);
  if (const auto known = found_.find(way); known != found_.end()) return known->second;
  const bool program = std::holds_alternative<model::CommandExchange>(scenario.exchange.action);
  return found_.emplace(way, program ? try_program(scenario) : try_our_own(scenario)).first->second;
}

Result<model::Observation> Sanity::try_program(const model::Scenario& scenario) {
  const auto* good = good_program(scenario, context_);
  if (good == nullptr) return try_our_own(scenario);
  auto concrete = resolve(*good, lease_, certificates_, context_.tools, context_.client);
  if (!concrete.ok()) return concrete.status();
  const core::Deadline deadline{core::steady_clock(), context_.command_timeout, context_.stop};
  return probe::perform(concrete->exchange, concrete->endpoint, deadline);
}

Result<model::Observation> Sanity::try_our_own(const model::Scenario& scenario) {
  auto concrete = resolve(good_scenario(scenario), lease_, certificates_, context_.tools, context_.client);
  if (!concrete.ok()) return concrete.status();
  auto& exchange = concrete->exchange;
  if (exchange.marker) exchange.marker = markers_.next();
  // Making a collection takes a Milvus longer than saying no.
  const auto limit = exchange.marker ? context_.command_timeout : context_.timeout;
  const core::Deadline deadline{core::steady_clock(), limit, context_.stop};
  const auto began = std::chrono::system_clock::now();
  auto seen = probe::perform(exchange, concrete->endpoint, deadline);
  if (seen.ok() && seen->answer.date)
    clocks_.push_back(offset_by(*seen->answer.date, began + seen->timings.handshake, std::chrono::system_clock::now()));
  const bool let_in = seen.ok() && std::holds_alternative<model::Accepted>(seen->outcome);
  if (exchange.marker && let_in) markers_.proven_by(exchange.action, *exchange.marker);
  return seen;
}

}  // namespace tlsgauge::runner
