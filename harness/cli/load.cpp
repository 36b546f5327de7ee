#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "cli/commands.hpp"
#include "cli/load_options.hpp"
#include "cli/load_progress.hpp"
#include "cli/out_directory.hpp"
#include "cli/report_fault.hpp"
#include "core/file.hpp"
#include "load/rest/request.hpp"
#include "load/rest/url.hpp"
#include "load/run.hpp"
#include "report/render.hpp"
#include "report/write.hpp"
#include "runner/environment.hpp"
#include "runner/interruption.hpp"

namespace tlsgauge::cli {
namespace {

/// What every kind of load does with its results.
struct ReportOptions {
  unsigned repeat = 1;
  std::filesystem::path out;
  int keep = 20;
};

struct HandshakeArguments {
  LoadOptions load;
  ReportOptions report;
  std::string endpoint, resume = "none", acceptance = "none";
  bool plaintext = false;
};

struct RestArguments {
  LoadOptions load;
  ReportOptions report;
  std::string url, method;
  std::filesystem::path body_file;
  std::uint64_t payload = 0, requests_per_connection = 0;
  int expect_status = 0;
};

struct GrpcArguments {
  LoadOptions load;
  ReportOptions report;
  std::string endpoint;
  std::string method = load::GrpcPlan{}.method;
  std::filesystem::path body_file;
  unsigned streams = 1;
  bool plaintext = false;
};

constexpr const char* kind_of(const HandshakeArguments& /*arguments*/) { return "handshake"; }
constexpr const char* kind_of(const RestArguments& /*arguments*/) { return "rest"; }
constexpr const char* kind_of(const GrpcArguments& /*arguments*/) { return "grpc"; }

Result<model::Endpoint> endpoint_of(const std::string& text) {
  const auto endpoint = model::endpoint_from(text);
  if (!endpoint) return bad_input(text + ": must be HOST:PORT");
  return *endpoint;
}

Result<load::HandshakePlan> plan_of(const HandshakeArguments& arguments) {
  const auto endpoint = endpoint_of(arguments.endpoint);
  if (!endpoint.ok()) return endpoint.status();
  auto common = plan_of(arguments.load, *endpoint, arguments.plaintext);
  if (!common.ok()) return common.status();
  load::HandshakePlan plan{*std::move(common)};
  plan.resume = arguments.resume == "session";
  if (arguments.acceptance == "http") plan.acceptance = load::Acceptance::http;
  if (arguments.acceptance == "grpc") plan.acceptance = load::Acceptance::grpc;
  if (plan.tls.alpn.empty() && plan.acceptance != load::Acceptance::none)
    plan.tls.alpn = plan.acceptance == load::Acceptance::grpc ? "h2" : "http/1.1";
  if (plan.resume && plan.plaintext) return bad_input("--resume session and --plaintext exclude each other");
  if (plan.resume && plan.pace.warm_up.count() == 0)
    return bad_input(
        "--resume session needs a --warm-up, such as 1s: the first handshakes are full, and fetch the tickets");
  if (plan.resume && plan.acceptance == load::Acceptance::none && plan.tls.versions.newest == model::TlsVersion::tls1_3)
    return bad_input("--resume session needs --acceptance http or grpc: TLS 1.3 tickets come after the handshake");
  return plan;
}

Result<load::RestPlan> plan_of(const RestArguments& arguments) {
  const auto url = load::url_from(arguments.url);
  if (!url.ok()) return url.status();
  auto common = plan_of(arguments.load, url->endpoint, !url->tls);
  if (!common.ok()) return common.status();
  load::RestPlan plan{*std::move(common)};
  plan.target = url->target;
  plan.host = url->authority;
  if (plan.tls.alpn.empty()) plan.tls.alpn = "http/1.1";
  if (!arguments.body_file.empty()) {
    auto body = core::read_file(arguments.body_file);
    if (!body.ok()) return body.status();
    plan.body = *std::move(body);
  } else if (arguments.payload > 0) {
    plan.body.assign(arguments.payload, 'x');
    plan.content_type = "application/octet-stream";
  }
  plan.method = arguments.method;
  if (plan.method.empty()) plan.method = plan.body.empty() ? "GET" : "POST";
  if (arguments.expect_status != 0) plan.expect_status = arguments.expect_status;
  plan.requests_per_connection = arguments.requests_per_connection;
  if (const auto request = load::serialize(plan); !request.ok()) return request.status();
  return plan;
}

Result<load::GrpcPlan> plan_of(const GrpcArguments& arguments) {
  const auto endpoint = endpoint_of(arguments.endpoint);
  if (!endpoint.ok()) return endpoint.status();
  auto common = plan_of(arguments.load, *endpoint, arguments.plaintext);
  if (!common.ok()) return common.status();
  load::GrpcPlan plan{*std::move(common)};
  if (plan.tls.alpn.empty()) plan.tls.alpn = "h2";
  plan.method = arguments.method;
  if (plan.method.starts_with('/')) plan.method.erase(0, 1);
  const auto slash = plan.method.find('/');
  const bool two_names =
      slash != std::string::npos && slash > 0 && slash + 1 < plan.method.size() && slash == plan.method.rfind('/');
  if (!two_names) return bad_input("--method " + arguments.method + ": must be PACKAGE.SERVICE/METHOD");
  if (!arguments.body_file.empty()) {
    auto body = core::read_file(arguments.body_file);
    if (!body.ok()) return body.status();
    plan.body = *std::move(body);
  }
  plan.streams = arguments.streams;
  return plan;
}

model::TlsMode tls_mode(const load::Plan& plan) {
  if (plan.plaintext) return model::TlsMode::none;
  return plan.tls.client.certificate.empty() ? model::TlsMode::one_way : model::TlsMode::mutual;
}

model::Report empty_report(const load::Plan& plan, const std::string& kind) {
  model::Report report;
  report.interrupted = true;  // until it is not
  report.version = TLSGAUGE_VERSION;
  report.commit = runner::source_commit();
  report.environment = runner::describe_environment("host");
  report.target = {.name = "external",
                   .version = {},
                   .profile = {},
                   .endpoints = {kind + "=" + model::to_string(plan.endpoint)},
                   .tls_mode = std::string{model::name(tls_mode(plan))}};
  return report;
}

/// Runs the load once. `report` gets its figures.
template <class Plan>
Status measure(Plan& plan, const runner::Interruption& interruption, const CommonOptions& common,
               model::Report& report) {
  LoadProgress progress{common.quiet};
  plan.on_progress = [&](const load::Progress& now) { progress.show(now); };
  auto result = load::run(plan, interruption.token());
  progress.finish();
  if (!result.ok()) return result.status();
  if (!common.json) std::cout << report::to_console(*result) << std::flush;
  report.load.push_back(*std::move(result));
  return absl::OkStatus();
}

/// Runs the load that `arguments` describe as often as they say, and reports after each time.
template <class Arguments>
int run(const Arguments& arguments, const CommonOptions& common) {
  auto plan = plan_of(arguments);
  if (!plan.ok())
    return absl::IsInvalidArgument(plan.status()) ? complain_of_usage(plan.status()) : complain(plan.status());
  const auto out = out_directory(arguments.report.out, runner::Places::from_environment(), arguments.report.keep);
  if (!out.ok()) return complain(out.status());
  const std::set formats{report::Format::json};
  const runner::Interruption interruption;
  const auto cpu_at_start = runner::CpuTimes::now();
  auto report = empty_report(*plan, kind_of(arguments));
  auto written = report::write(report, formats, *out);
  for (unsigned i = 0; i < arguments.report.repeat && written.ok() && !interruption.token().stop_requested(); ++i) {
    const auto measured = measure(*plan, interruption, common, report);
    report.environment.steal_percent = runner::steal_percent(cpu_at_start);
    if (!measured.ok()) return report_fault(measured, std::move(report), formats, *out);
    written = report::write(report, formats, *out);
  }
  report.interrupted = interruption.token().stop_requested();
  if (written.ok()) written = report::write(report, formats, *out);
  if (!written.ok()) return complain(written);
  if (common.json) {
    std::cout << report::to_json(report);
  } else {
    std::cout << "report: " << (*out / "report.json").string() << std::endl;
  }
  return model::exit_code(report);
}

void add_report_options(CLI::App& command, ReportOptions& report) {
  command.add_option("--repeat", report.repeat, "Run the load so often; the report has an entry for each (default 1)")
      ->check(CLI::Range(1, 1000));
  command.add_option("--out", report.out, "Directory of the report (default: reports/out/<time>)");
  command.add_option("--keep", report.keep, "How many earlier runs stay in reports/out (default 20)")
      ->check(CLI::Range(1, 10000));
}

void add_handshake(CLI::App& load, const CommonOptions& common, int& exit_code) {
  auto arguments = std::make_shared<HandshakeArguments>();
  auto* command = load.add_subcommand("handshake", "Full or resumed TLS handshakes, closed or open loop");
  command->fallthrough();
  command->footer(
      "Examples:\n"
      "  tlsgauge load handshake 127.0.0.1:19530 --ca ca.pem --acceptance grpc --rate 200 --server-pid 4711\n"
      "  tlsgauge load handshake 127.0.0.1:19530 --plaintext --acceptance grpc      # the floor: no TLS");
  command->add_option("endpoint", arguments->endpoint, "HOST:PORT")->required();
  command->add_flag("--plaintext", arguments->plaintext, "Without TLS: TCP connections, and their acceptance");
  command->add_option("--resume", arguments->resume, "none (default) or session: every handshake must resume")
      ->check(CLI::IsMember({"none", "session"}));
  command->add_option("--acceptance", arguments->acceptance, "What proves that the server let us in: none, http, grpc")
      ->check(CLI::IsMember({"none", "http", "grpc"}));
  add_tls_options(*command, arguments->load);
  add_pace_options(*command, arguments->load);
  add_target_options(*command, arguments->load);
  add_report_options(*command, arguments->report);
  command->callback([arguments, &common, &exit_code] { exit_code = run(*arguments, common); });
}

void add_rest(CLI::App& load, const CommonOptions& common, int& exit_code) {
  constexpr std::uint64_t kLargestPayload = 64U << 20U;
  auto arguments = std::make_shared<RestArguments>();
  auto* command = load.add_subcommand("rest", "HTTP/1.1 requests on kept-alive connections, with or without TLS");
  command->fallthrough();
  command->footer(
      "Examples:\n"
      "  tlsgauge load rest https://127.0.0.1:8080/v1/vector/collections --ca ca.pem --server-pid 4711\n"
      "  tlsgauge load rest http://127.0.0.1:8080/v1/vector/collections --rate 2000 --arrivals poisson\n"
      "  tlsgauge load rest https://127.0.0.1:8080/v2/vectordb/collections/list --ca ca.pem --body request.json \\\n"
      "      --username root --password-file password --requests-per-connection 100");
  command->add_option("url", arguments->url, "http://HOST:PORT/PATH, or https for TLS")->required();
  command->add_option("--method", arguments->method, "Default GET; POST with a body");
  auto* body = command->add_option("--body", arguments->body_file, "File that is the body of every request (JSON)");
  command->add_option("--payload", arguments->payload, "Instead: a body of so many bytes, as 4096, 16KiB or 1MiB")
      ->transform(CLI::AsSizeValue{false})
      ->check(CLI::Range(std::uint64_t{1}, kLargestPayload))
      ->excludes(body);
  command->add_option("--requests-per-connection", arguments->requests_per_connection, "Default 0: no limit");
  command->add_option("--expect-status", arguments->expect_status, "The status that is no failure (default: any 2xx)")
      ->check(CLI::Range(200, 599));
  add_login_options(*command, arguments->load);
  add_tls_options(*command, arguments->load);
  add_pace_options(*command, arguments->load);
  add_target_options(*command, arguments->load);
  add_report_options(*command, arguments->report);
  command->callback([arguments, &common, &exit_code] { exit_code = run(*arguments, common); });
}

void add_grpc(CLI::App& load, const CommonOptions& common, int& exit_code) {
  auto arguments = std::make_shared<GrpcArguments>();
  auto* command = load.add_subcommand("grpc", "Unary calls of gRPC C++, over TLS connections of our own");
  command->fallthrough();
  command->footer(
      "Examples:\n"
      "  tlsgauge load grpc 127.0.0.1:19530 --ca ca.pem --connections 4 --streams 16 --server-pid 4711\n"
      "  tlsgauge load grpc 127.0.0.1:19530 --ca ca.pem --method milvus.proto.milvus.MilvusService/GetVersion");
  command->add_option("endpoint", arguments->endpoint, "HOST:PORT")->required();
  command->add_option("--method", arguments->method,
                      "PACKAGE.SERVICE/METHOD (default grpc.health.v1.Health/Check, which most servers have)");
  command->add_option("--body", arguments->body_file, "File that holds the serialised request (default: empty)");
  command->add_option("--streams", arguments->streams, "Calls in flight on each connection (default 1)")
      ->check(CLI::Range(1, 1000));
  command->add_flag("--plaintext", arguments->plaintext, "Without TLS");
  add_login_options(*command, arguments->load);
  add_tls_options(*command, arguments->load);
  add_pace_options(*command, arguments->load);
  add_target_options(*command, arguments->load);
  add_report_options(*command, arguments->report);
  command->callback([arguments, &common, &exit_code] { exit_code = run(*arguments, common); });
}

}  // namespace

void add_load(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto* load = app.add_subcommand("load", "Load with CPU cost and latency histograms");
  load->require_subcommand(1);
  load->fallthrough();
  add_handshake(*load, common, exit_code);
  add_rest(*load, common, exit_code);
  add_grpc(*load, common, exit_code);
}

}  // namespace tlsgauge::cli
