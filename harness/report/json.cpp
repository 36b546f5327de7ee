#include "core/result.hpp"
#include "report/json_value.hpp"
#include "report/load_json.hpp"
#include "report/render.hpp"

namespace tlsgauge::report {
namespace {

Json environment(const model::Environment& environment) {
  return {{"host", environment.host},
          {"cpu", environment.cpu},
          {"cores", environment.cores},
          {"kernel", environment.kernel},
          {"openssl", environment.openssl},
          {"grpc", environment.grpc},
          {"network", environment.network},
          {"governor", or_null(environment.governor)},
          {"load_average", environment.load_average},
          {"steal_percent", environment.steal_percent},
          {"started", rfc3339(environment.started)}};
}

Json summary(const model::Report& report) {
  const auto summary = model::summarize(report);
  return {{"total", summary.total},     {"passed", summary.passed},   {"failed", summary.failed},
          {"xfailed", summary.xfailed}, {"xpassed", summary.xpassed}, {"skipped", summary.skipped},
          {"hung", summary.hung},       {"errors", summary.errors}};
}

Json alerts(const std::vector<model::Alert>& alerts) {
  auto names = Json::array();
  for (const auto alert : alerts) names.push_back(model::name(alert));
  return names;
}

Json expected(const model::Scenario& scenario, const std::string& profile) {
  const auto& expectation = scenario.expectation;
  const bool reject = expectation.security == model::Decision::reject;
  Json json{{"security", reject ? "reject" : "accept"}};
  if (reject) {
    json["by"] = expectation.refused_by ? std::string{model::name(*expectation.refused_by)} : std::string{"either"};
    json["alerts"] = alerts(expectation.alerts);
    const auto known = expectation.profile_alerts.find(profile);
    if (known != expectation.profile_alerts.end()) json["profile_alerts"] = alerts(known->second);
  }
  if (expectation.tls) json["tls"] = model::name(*expectation.tls);
  if (expectation.http_status) json["http_status"] = *expectation.http_status;
  if (expectation.grpc_status) json["grpc_status"] = *expectation.grpc_status;
  if (expectation.exit_code) json["exit_code"] = *expectation.exit_code;
  if (expectation.resumption != model::Resumption::any) json["resumption"] = model::name(expectation.resumption);
  if (expectation.never_executed) json["executed"] = false;
  if (expectation.no_forgeable_ticket) json["forgeable_tickets"] = false;
  if (expectation.renegotiation_ignorable) json["renegotiation"] = "ignorable";
  if (!expectation.text.empty()) json["text"] = expectation.text;
  return json;
}

/// How far the exchange came: for an accepted client, the application's answer.
Json stage(const model::ScenarioResult& result) {
  return std::visit(overloaded{[&](const model::Accepted&) -> Json {
                                 if (result.observed->answer.http_status) return "http";
                                 if (result.observed->answer.grpc_status) return "rpc";
                                 if (result.observed->answer.exit_code) return "command";
                                 return "first_read";
                               },
                               [](const model::Refused& refused) -> Json { return model::name(refused.stage); },
                               [](const model::Silent& silent) -> Json { return model::name(silent.stage); },
                               [](const model::Unreachable&) -> Json { return "tcp"; }},
                    result.observed->outcome);
}

Json alert(const model::Outcome& outcome) {
  const auto* refused = std::get_if<model::Refused>(&outcome);
  if (refused == nullptr || !refused->alert) return nullptr;
  return {{"level", refused->alert->fatal ? "fatal" : "warning"},
          {"code", refused->alert->alert.code},
          {"name", model::name(refused->alert->alert)},
          {"from", refused->alert->from == model::Party::server ? "peer" : "self"}};
}

Json tls(const std::optional<model::TlsParameters>& agreed) {
  if (!agreed) return nullptr;
  return {{"version", model::name(agreed->version)},
          {"cipher", agreed->cipher},
          {"group", or_null(agreed->group)},
          {"signature", or_null(agreed->signature)},
          {"alpn", or_null(agreed->alpn)},
          {"server_certificate_sha256", or_null(agreed->server_certificate_sha256)},
          {"resumed", agreed->resumed},
          {"client_certificate_requested", agreed->client_certificate_requested}};
}

Json observed(const model::ScenarioResult& result) {
  if (!result.observed) return nullptr;
  const auto& seen = *result.observed;
  const auto* refused = std::get_if<model::Refused>(&seen.outcome);
  return {{"security", model::security(seen.outcome)},
          {"by", refused != nullptr ? Json(model::name(refused->by)) : Json(nullptr)},
          {"stage", stage(result)},
          {"alert", alert(seen.outcome)},
          {"close", model::name(seen.close)},
          {"tls", tls(seen.tls)},
          {"application",
           {{"http_status", or_null(seen.answer.http_status)},
            {"grpc_status", or_null(seen.answer.grpc_status)},
            {"milvus_code", seen.answer.milvus_code},
            {"exit_code", or_null(seen.answer.exit_code)}}},
          {"executed", or_null(result.executed)},
          {"timings_ns",
           {{"tcp", seen.timings.tcp.count()},
            {"handshake", seen.timings.handshake.count()},
            {"verdict", seen.timings.verdict.count()}}},
          {"detail", or_null(seen.detail)}};
}

Json evidence(const std::optional<model::Evidence>& files) {
  if (!files) return nullptr;
  return {{"pcap", files->pcap}, {"chain", or_null(files->chain)}, {"transcript", files->transcript}};
}

Json result(const model::ScenarioResult& result, const std::string& profile) {
  const auto& scenario = result.scenario;
  return {{"id", scenario.id},
          {"case", or_null(scenario.case_id)},
          {"title", scenario.title},
          {"requirement", model::name(scenario.requirement)},
          {"severity", model::name(scenario.severity)},
          {"references", scenario.references},
          {"tags", scenario.tags},
          {"topology", model::describe(scenario.topology)},
          {"exchange", model::kind(scenario.exchange.action)},
          {"endpoints", result.endpoints},
          {"expected", expected(scenario, profile)},
          {"observed", observed(result)},
          {"verdict", model::name(result.verdict)},
          {"grade", result.grade ? Json(model::name(*result.grade)) : Json(nullptr)},
          {"reason", reason(result)},
          {"attempts", result.attempts},
          {"evidence", evidence(result.evidence)}};
}

}  // namespace

std::string to_json(const model::Report& report) {
  Json json{{"schema_version", 1},
            {"interrupted", report.interrupted},
            {"fault", or_null(report.fault)},
            {"tool", {{"name", "tlsgauge"}, {"version", report.version}, {"commit", or_null(report.commit)}}},
            {"catalogue_version", report.catalogue_version},
            {"environment", environment(report.environment)},
            {"target",
             {{"name", report.target.name},
              {"version", or_null(report.target.version)},
              {"profile", or_null(report.target.profile)},
              {"profile_basis", or_null(report.target.profile_basis)},
              {"endpoints", report.target.endpoints},
              {"tls_mode", or_null(report.target.tls_mode)}}},
            {"summary", summary(report)},
            {"results", Json::array()}};
  if (!report.load.empty()) json["load"] = load_json(report.load);
  for (const auto& each : report.results) json["results"].push_back(result(each, report.target.profile));
  // A peer's words may be no UTF-8; a report must still be written.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tlsgauge::report
