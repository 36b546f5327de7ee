#include "unit/report/sample_report.hpp"

namespace tlsgauge::test_support {
namespace {

using namespace model;
using namespace std::chrono_literals;

Scenario scenario(const std::string& id, const std::string& title, Action action, Expectation expected) {
  return {.id = id,
          .title = title,
          .references = {"RFC 8446 section 4.4.2.4"},
          .tags = {"negative"},
          .topology = {.certificates = "documented-2.5", .tls_mode = TlsMode::mutual},
          .exchange = {.action = std::move(action)},
          .expectation = std::move(expected)};
}

AlertSeen fatal(Alert alert, Party from) { return {.alert = alert, .fatal = true, .from = from}; }

const TlsParameters kTls13{.version = TlsVersion::tls1_3,
                           .cipher = "TLS_AES_256_GCM_SHA384",
                           .group = "x25519",
                           .signature = "rsa_pss_rsae_sha256",
                           .alpn = "h2",
                           .server_certificate_sha256 = std::string(64, 'a'),
                           .client_certificate_requested = true};

const Expectation kRefusal{
    .security = Decision::reject,
    .alerts = {alerts::certificate_required, alerts::bad_certificate},
    .profile_alerts = {{"go-1.20", {alerts::bad_certificate}}, {"openssl", {alerts::certificate_required}}}};

ScenarioResult passed_refusal() {
  auto tried = scenario("documented/mutual/no-certificate@tls", "A client without a certificate is refused",
                        TlsExchange{.port = Port::grpc}, kRefusal);
  tried.case_id = "CC-001";
  tried.severity = Severity::critical;
  return {.scenario = std::move(tried),
          .endpoints = {"grpc=127.0.0.1:19530"},
          .observed = Observation{.outcome = Refused{.by = Party::server,
                                                     .stage = Stage::first_read,
                                                     .alert = fatal(alerts::certificate_required, Party::server)},
                                  .tls = kTls13,
                                  .timings = {.tcp = 50us, .handshake = 2ms, .verdict = 3ms},
                                  .detail = "tlsv13 alert certificate required"},
          .verdict = Pass{},
          .grade = Grade::exact};
}

ScenarioResult passed_with_a_note() {
  auto tried =
      scenario("documented/one-way/rest@tls1.2", "REST is served", RestExchange{},
               {.security = Decision::accept, .tls = TlsVersion::tls1_3, .http_status = 200, .text = "\"data\""});
  tried.requirement = Requirement::should;
  tried.advice = "Use TLS 1.3";
  auto agreed = kTls13;
  agreed.version = TlsVersion::tls1_2;
  agreed.alpn.clear();
  return {.scenario = std::move(tried),
          .endpoints = {"rest=[::1]:8080"},
          .observed = Observation{.outcome = Accepted{},
                                  .close = Close::close_notify,
                                  .tls = agreed,
                                  .answer = {.http_status = 200, .text = "{\"data\":[]}"},
                                  .timings = {.tcp = 40us, .handshake = 1ms, .verdict = 12ms}},
          .verdict = Pass{"not as recommended: TLS 1.2 was agreed instead of 1.3"}};
}

ScenarioResult failed() {
  return {.scenario = scenario("documented/mutual/stranger@grpc", "A client of another CA is refused", GrpcExchange{},
                               kRefusal),
          .endpoints = {"grpc=127.0.0.1:19530"},
          .observed = Observation{.outcome = Accepted{},
                                  .tls = kTls13,
                                  .answer = {.grpc_status = 0},
                                  .timings = {.tcp = 60us, .handshake = 2ms, .verdict = 4ms}},
          .verdict = Fail{{"the application answered a client that must be refused"}}};
}

ScenarioResult hung() {
  auto tried = scenario("documented/mutual/expired@tls", "An expired certificate is refused", TlsExchange{}, kRefusal);
  tried.advice = "Look into the server's log";
  return {.scenario = std::move(tried),
          .endpoints = {"grpc=127.0.0.1:19530"},
          .observed = Observation{.outcome = Silent{.stage = Stage::first_read},
                                  .tls = kTls13,
                                  .timings = {.tcp = 50us, .handshake = 2ms, .verdict = 3s}},
          .verdict = Hung{"silence at first_read until the deadline; a hang is no refusal"}};
}

ScenarioResult failed_as_explained() {
  return {.scenario = scenario("documented/mutual/guide-client-curl", "The guide's curl command",
                               CommandExchange{.tool = "curl"}, {.security = Decision::accept, .exit_code = 0}),
          .endpoints = {"grpc=127.0.0.1:19530", "rest=127.0.0.1:8080"},
          .observed = Observation{.outcome = Refused{.by = Party::server,
                                                     .stage = Stage::command,
                                                     .alert = fatal(Alert{43}, Party::server)},
                                  .answer = {.exit_code = 56},
                                  .timings = {.verdict = 20ms},
                                  .detail = "curl: (56) error:0A000413"},
          .verdict = ExpectedFail{
              .reason = "The guide's client.pem is for servers.",
              .mismatches = {"the client was refused, though it must be let in", "exit code 56 instead of 0"}}};
}

ScenarioResult passed_unexpectedly() {
  return {.scenario = scenario("documented/one-way/wrong-sni@tls", "A client that expects another name refuses",
                               TlsExchange{.port = Port::root_coord},
                               {.security = Decision::reject, .refused_by = Party::client}),
          .endpoints = {"rootCoord=127.0.0.1:53100"},
          .observed = Observation{.outcome = Refused{.by = Party::client,
                                                     .stage = Stage::handshake,
                                                     .alert = fatal(alerts::bad_certificate, Party::client)},
                                  .close = Close::rst,
                                  .timings = {.tcp = 50us, .handshake = 1ms, .verdict = 1ms},
                                  .detail = "certificate verify failed: hostname mismatch"},
          .verdict = UnexpectedPass{"It shows the wrong certificate."}};
}

ScenarioResult untried(const std::string& id, Action action, Verdict verdict) {
  return {.scenario = scenario(id, "Not tried", std::move(action), {}), .verdict = std::move(verdict)};
}

ScenarioResult unreachable() {
  return {.scenario = scenario("lifecycle/restart", "The server comes back", RenewalExchange{},
                               {.security = Decision::reject, .refused_by = {}}),
          .endpoints = {"grpc=127.0.0.1:1"},
          .observed =
              Observation{
                  .outcome = Unreachable{}, .timings = {.tcp = 10us, .verdict = 10us}, .detail = "Connection refused"},
          .verdict = Broken{.fault = "cannot connect: Connection refused", .unreachable = true},
          .attempts = 2};
}

}  // namespace

Report sample_report() {
  return {
      .interrupted = true,
      .version = "1.2.3",
      .commit = "0123abc",
      .catalogue_version = 4,
      .environment = {.host = "example",
                      .cpu = "Example CPU @ 3.00GHz",
                      .cores = 2,
                      .kernel = "Linux 6.1.0",
                      .openssl = "OpenSSL 3.0.0",
                      .grpc = "1.51.1",
                      .network = "own namespace",
                      .started = std::chrono::system_clock::time_point{1'700'000'000s}},
      .target = {.name = "milvus", .version = "2.3.5", .profile = "openssl", .profile_basis = "chosen with --profile"},
      .results = {
          passed_refusal(), passed_with_a_note(), failed(), hung(), failed_as_explained(), passed_unexpectedly(),
          untried("documented/internal-tls/log-line", LogExchange{.text = "TLS"},
                  Skipped{"this target has no log that the harness can read"}),
          untried("lifecycle/certificates", GrpcExchange{}, Broken{.fault = "ca.pem: no such file"}), unreachable()}};
}

}  // namespace tlsgauge::test_support
