#include "scenario/parse_scenario.hpp"

#include <algorithm>
#include <array>

#include "scenario/parse_script.hpp"

namespace tlsgauge::scenario {
namespace {

using model::Alert;

std::optional<model::RestPlacement> placement_named(const std::string& word) {
  if (word == "own_port") return model::RestPlacement::own_port;
  if (word == "shared_port") return model::RestPlacement::shared_port;
  return std::nullopt;
}

/// A file's path, in which {case} stands for the id of the scenario's case.
std::string of_case(Reader& at, const std::string& key, const std::string& case_id) {
  constexpr std::string_view kPlaceholder = "{case}";
  auto path = at.text_or(key, {});
  const auto place = path.find(kPlaceholder);
  if (place == std::string::npos) return path;
  if (case_id.empty()) at.complain(key, "names {case}, but the scenario has none");
  return path.replace(place, kPlaceholder.size(), case_id);
}

std::optional<model::TlsMode> parse_mode(Reader& at, const std::string& key) {
  const auto mode = at.number(key);
  if (!mode) return std::nullopt;
  if (*mode < 0 || *mode > 2) at.complain(key, "must be 0 (none), 1 (one-way) or 2 (mutual)");
  return static_cast<model::TlsMode>(*mode);
}

model::Topology parse_topology(Reader at, const std::string& id, const std::string& case_id) {
  model::Topology topology;
  topology.certificates = at.text_or("certificates", "working");
  topology.tls_mode = parse_mode(at, "tls_mode").value_or(model::TlsMode::one_way);
  topology.second = parse_mode(at, "second");
  topology.by_name = parse_mode(at, "by_name");
  if (topology.by_name == model::TlsMode::none) at.complain("by_name", "must be 1 or 2: a name is sent under TLS only");
  topology.crl = of_case(at, "crl", case_id);
  topology.rest = at.choice("rest", "own_port", placement_named, "own_port or shared_port")
                      .value_or(model::RestPlacement::own_port);
  topology.key = at.text_or("key", {});
  if (at.has("min_tls"))
    topology.oldest_tls = at.choice("min_tls", {}, model::tls_version_named, "a TLS version (1.2, 1.3)");
  topology.internal_tls = at.flag_or("internal_tls", false);
  topology.user_authentication = at.flag_or("user_authentication", false);
  if (at.flag_or("exclusive", false)) topology.exclusive_to = id;
  at.finish();
  return topology;
}

model::Identity parse_identity(Reader& at, const std::string& case_id) {
  model::Identity client;
  client.trust = at.text_or("trust", {});
  client.certificate = of_case(at, "certificate", case_id);
  client.key = of_case(at, "key", case_id);
  client.forged = client.certificate.string().starts_with("cases/");
  client.server_name = at.text_or("server_name", "localhost");
  if (client.server_name.empty()) at.complain("server_name", "must be a name: without one nothing would be verified");
  if (client.certificate.empty() != client.key.empty()) at.complain("certificate", "and key go together");
  if (at.has("user")) client.login = model::Login{.user = at.text("user"), .password = at.text_or("password", {})};
  return client;
}

/// Fills the client, the transport and the versions.
void parse_client(Reader at, const std::string& case_id, model::Exchange& exchange) {
  exchange.client = parse_identity(at, case_id);
  exchange.plaintext = at.flag_or("plaintext", false);
  if (at.has("tls")) {
    const auto version = at.choice("tls", {}, model::tls_version_named, "a TLS version (1.0, 1.1, 1.2, 1.3)");
    if (version) exchange.versions = {.oldest = *version, .newest = *version};
  }
  at.finish();
}

model::Port parse_port(Reader& at, const std::string& fallback) {
  return at.choice("port", fallback, model::port_named, "a port of a target (grpc, rest, rootCoord, …)")
      .value_or(model::Port::grpc);
}

/// Whether other scenarios of the same server would notice.
bool changes_server(model::Meanwhile meanwhile) {
  using enum model::Meanwhile;
  return meanwhile == revocation || meanwhile == new_ca || meanwhile == restart;
}

/// An earlier session; its client is that of the exchange as far as it says nothing else.
std::optional<model::EarlierSession> parse_session(Reader at, const std::string& case_id, const Json& client) {
  using enum model::SessionChange;
  using model::Meanwhile;
  if (at.keys().empty()) return std::nullopt;
  model::EarlierSession session;
  Json merged = client;
  merged.erase("tls");
  if (at.has("client")) merged.merge_patch(at.raw("client"));
  auto identity = at.within(merged, "client");
  session.client = parse_identity(identity, case_id);
  identity.finish();
  if (at.has("port")) session.port = parse_port(at, "grpc");
  session.change =
      at.choice("change", "none",
                names_of(std::array{none, dropped, flip_first, flip_middle, flip_last, zeros, random, other_secret}),
                "none, dropped, flip-first, flip-middle, flip-last, zeros, random or other-secret")
          .value_or(none);
  session.meanwhile = at.choice("meanwhile", "nothing",
                                names_of(std::array{Meanwhile::nothing, Meanwhile::expiry, Meanwhile::revocation,
                                                    Meanwhile::new_ca, Meanwhile::restart}),
                                "nothing, expiry, revocation, new-ca or restart")
                          .value_or(Meanwhile::nothing);
  if (auto wire = at.object("wire"); !wire.keys().empty()) session.script = parse_script(wire);
  at.finish();
  return session;
}

/// The scripts of a series are the scenario's own, each with one change (RFC 7396) of "each".
std::optional<model::Series> parse_series(Reader at, const Json& wire) {
  constexpr int kMostConnections = 1000;
  if (at.keys().empty()) return std::nullopt;
  model::Series series;
  const auto times = at.number("times").value_or(1);
  if (times < 1 || times > kMostConnections) at.complain("times", "must be between 1 and 1000");
  series.times = static_cast<unsigned>(times);
  if (at.has("each"))
    for (auto& change : at.objects("each")) {
      Json merged = wire;
      merged.merge_patch(change.raw());
      series.scripts.push_back(parse_script(at.within(merged, "each")));
    }
  at.finish();
  return series;
}

/// What only a series, or only a client of ours, can do.
void check_scripted(Reader& entry, const model::Scenario& scenario) {
  const auto& exchange = scenario.exchange;
  if (exchange.session && exchange.session->script && !exchange.script)
    entry.complain("session", "has a section wire, and the scenario has none: both connections are by one TLS");
  if (exchange.series && !exchange.script) entry.complain("series", "goes with a section wire only");
  if (exchange.series && (exchange.session || exchange.marker))
    entry.complain("series", "goes neither with a session nor with a marker");
  if (!exchange.series && !scenario.expectation.fresh.empty())
    entry.complain("expect", "says what must be fresh in a series, and there is none");
}

model::GrpcExchange parse_grpc(Reader& at) {
  model::GrpcExchange grpc;
  grpc.port = parse_port(at, "grpc");
  const auto transport = at.text_or("transport", "observed");
  if (transport != "observed" && transport != "library") at.complain("transport", "must be observed or library");
  grpc.transport = transport == "library" ? model::GrpcTransport::library : model::GrpcTransport::observed;
  const auto calls = at.text_or("calls", "milvus");
  if (calls != "milvus" && calls != "health") at.complain("calls", "must be milvus or health");
  grpc.calls = calls == "health" ? model::GrpcCalls::health : model::GrpcCalls::milvus;
  return grpc;
}

model::RestExchange parse_rest(Reader& at) {
  model::RestExchange rest;
  rest.port = parse_port(at, "rest");
  rest.method = at.text_or("method", rest.method);
  rest.target = at.text_or("target", rest.target);
  rest.body = at.text_or("body", rest.method == "POST" ? rest.body : std::string{});
  rest.alpn = at.texts("alpn");
  return rest;
}

model::CommandExchange parse_command(Reader& at) {
  model::CommandExchange command;
  command.tool = at.text("tool");
  command.arguments = at.texts("arguments");
  return command;
}

model::ResourcesExchange parse_resources(Reader& at) {
  model::ResourcesExchange more;
  const auto read = [&](const char* key, unsigned& amount) {
    const auto given = at.number(key).value_or(static_cast<int>(amount));
    if (given < 0) at.complain(key, "must not be negative");
    amount = static_cast<unsigned>(std::max(given, 0));
  };
  read("descriptors", more.descriptors);
  read("mebibytes", more.mebibytes);
  return more;
}

model::LoadExchange parse_load(Reader& at) {
  using model::LoadOperation;
  constexpr int kLongest = 600'000;
  model::LoadExchange load;
  load.port = parse_port(at, "grpc");
  if (load.port == model::Port::management) at.complain("port", "must be one with TLS: grpc, rest or a component's");
  load.operation = at.choice("operation", "full",
                             names_of(std::array{LoadOperation::full, LoadOperation::resumed, LoadOperation::requests}),
                             "full, resumed or requests")
                       .value_or(LoadOperation::full);
  const auto milliseconds = at.number("milliseconds").value_or(static_cast<int>(load.duration.count()));
  if (milliseconds < 1 || milliseconds > kLongest) at.complain("milliseconds", "must be between 1 and 600000");
  load.duration = std::chrono::milliseconds{milliseconds};
  return load;
}

/// What an exchange of one connection may have beside its action.
void parse_company(Reader& at, const std::string& kind, model::Exchange& exchange) {
  constexpr int kMostClients = 10000;
  const bool connects = kind == "tls" || kind == "grpc" || kind == "rest";
  const auto complain = [&](const std::string& key) { at.complain(key, "goes with tls, grpc and rest only"); };
  if (at.flag_or("marker", false)) {
    if (!connects) complain("marker");
    exchange.marker.emplace();
  }
  const auto crowd = at.number("crowd").value_or(0);
  if (crowd < 0 || crowd > kMostClients) at.complain("crowd", "must be between 0 and 10000");
  if (crowd > 0 && !connects) complain("crowd");
  exchange.crowd = static_cast<unsigned>(std::clamp(crowd, 0, kMostClients));
}

model::Action parse_action(Reader at, model::Exchange& exchange) {
  const auto kind = at.text("kind");
  parse_company(at, kind, exchange);
  model::Action action = model::TlsExchange{};
  if (kind == "tls") {
    action = model::TlsExchange{.port = parse_port(at, "grpc")};
  } else if (kind == "grpc") {
    action = parse_grpc(at);
  } else if (kind == "rest") {
    action = parse_rest(at);
  } else if (kind == "command") {
    action = parse_command(at);
  } else if (kind == "renewal") {
    action = model::RenewalExchange{};
  } else if (kind == "log") {
    action = model::LogExchange{.text = at.text("text")};
  } else if (kind == "resources") {
    action = parse_resources(at);
  } else if (kind == "load") {
    action = parse_load(at);
  } else {
    at.complain("kind", "'" + kind + "' is not tls, grpc, rest, command, renewal, log, resources or load");
  }
  at.finish();
  return action;
}

std::vector<model::Fresh> parse_fresh(Reader& at) {
  using enum model::Fresh;
  const auto named = names_of(std::array{random, key_share, session_id, ticket, nonce});
  std::vector<model::Fresh> fresh;
  for (const auto& word : at.texts("fresh")) {
    const auto what = named(word);
    if (!what) at.complain("fresh", "'" + word + "' is not random, key-share, session-id, ticket or nonce");
    fresh.push_back(what.value_or(random));
  }
  return fresh;
}

model::Expectation parse_expectation(Reader at) {
  model::Expectation expected;
  const auto security = at.text("security");
  if (security != "accept" && security != "reject") at.complain("security", "must be accept or reject");
  expected.security = security == "reject" ? model::Decision::reject : model::Decision::accept;
  const auto by = at.text_or("by", "server");
  if (by != "server" && by != "client" && by != "either") at.complain("by", "must be server, client or either");
  if (by == "client") expected.refused_by = model::Party::client;
  if (by == "either") expected.refused_by.reset();
  expected.alerts = parse_alerts(at, "alerts");
  auto profiles = at.object("profile_alerts");
  for (const auto& profile : profiles.keys()) expected.profile_alerts[profile] = parse_alerts(profiles, profile);
  if (at.has("tls")) expected.tls = at.choice("tls", {}, model::tls_version_named, "a TLS version");
  if (at.has("cipher")) expected.cipher = at.text("cipher");
  if (at.has("group")) expected.group = at.text("group");
  if (at.has("alpn")) expected.alpn = at.text("alpn");
  if (at.has("downgraded")) expected.downgraded = at.flag_or("downgraded", false);
  expected.http_status = at.number("http_status");
  expected.grpc_status = at.number("grpc_status");
  expected.exit_code = at.number("exit_code");
  expected.text = at.text_or("text", {});
  using enum model::Resumption;
  expected.resumption = at.choice("resumption", "any", names_of(std::array{any, due, forbidden, ignorable, excuses}),
                                  "any, due, forbidden, ignorable or excuses")
                            .value_or(any);
  const auto renegotiation = at.text_or("renegotiation", "any");
  if (renegotiation != "any" && renegotiation != "ignorable") at.complain("renegotiation", "must be any or ignorable");
  expected.renegotiation_ignorable = renegotiation == "ignorable";
  if (at.has("executed") && at.flag_or("executed", false)) at.complain("executed", "can only be false");
  expected.never_executed = at.has("executed");
  if (at.has("forgeable_tickets") && at.flag_or("forgeable_tickets", false))
    at.complain("forgeable_tickets", "can only be false");
  expected.no_forgeable_ticket = at.has("forgeable_tickets");
  expected.fresh = parse_fresh(at);
  at.finish();
  return expected;
}

}  // namespace

std::vector<Alert> parse_alerts(Reader& at, const std::string& key) {
  std::vector<Alert> alerts;
  for (const auto& word : at.texts(key)) {
    const auto alert = model::alert_named(word);
    if (!alert) at.complain(key, "'" + word + "' is not a TLS alert");
    alerts.push_back(alert.value_or(Alert{}));
  }
  return alerts;
}

model::Scenario parse_scenario(Reader& entry) {
  using model::Requirement;
  using model::Severity;
  model::Scenario scenario;
  scenario.id = entry.text("id");
  scenario.case_id = entry.text_or("case", {});
  scenario.title = entry.text("title");
  scenario.requirement =
      entry
          .choice("requirement", "must", names_of(std::array{Requirement::must, Requirement::should, Requirement::may}),
                  "must, should or may")
          .value_or(Requirement::must);
  scenario.severity =
      entry
          .choice("severity", "high",
                  names_of(std::array{Severity::critical, Severity::high, Severity::medium, Severity::low}),
                  "critical, high, medium or low")
          .value_or(Severity::high);
  scenario.references = entry.texts("references");
  scenario.tags = entry.texts("tags");
  scenario.advice = entry.text_or("advice", {});
  scenario.topology = parse_topology(entry.object("topology"), scenario.id, scenario.case_id);
  parse_client(entry.object("client"), scenario.case_id, scenario.exchange);
  scenario.exchange.session = parse_session(entry.object("session"), scenario.case_id, entry.object("client").raw());
  if (scenario.exchange.session && changes_server(scenario.exchange.session->meanwhile) &&
      scenario.topology.exclusive_to.empty())
    entry.complain("session", "changes the server: it needs topology.exclusive");
  if (auto wire = entry.object("wire"); !wire.keys().empty()) scenario.exchange.script = parse_script(wire);
  scenario.exchange.series = parse_series(entry.object("series"), entry.object("wire").raw());
  scenario.exchange.action = parse_action(entry.object("exchange"), scenario.exchange);
  scenario.expectation = parse_expectation(entry.object("expect"));
  if (scenario.expectation.never_executed && !scenario.exchange.marker)
    entry.complain("expect", "executed needs an exchange with a marker: nothing else can be found afterwards");
  if (scenario.expectation.no_forgeable_ticket && !scenario.exchange.script)
    entry.complain("expect", "forgeable_tickets needs a section 'wire': only that client looks into tickets");
  check_scripted(entry, scenario);
  entry.finish();
  return scenario;
}

}  // namespace tlsgauge::scenario
