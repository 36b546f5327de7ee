#include <arpa/inet.h>

#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/out_directory.hpp"
#include "load/handshake_load.hpp"
#include "report/render.hpp"
#include "report/write.hpp"
#include "runner/environment.hpp"
#include "runner/interruption.hpp"

namespace tlsgauge::cli {
namespace {

/// `load handshake` as it stands on the command line.
struct LoadArguments {
  std::string endpoint;
  std::string tls = "1.3", duration = "10s", warm_up = "1s", arrivals = "constant", verify = "full", resume = "none",
              acceptance = "none", close = "rst";
  load::HandshakePlan plan;
  std::uint64_t count = 0;
  double rate = 0;
  int server_pid = 0;
  bool own_target = false;
  std::filesystem::path out;
  int keep = 20;
};

/// Loopback and private addresses are the user's own; a load of anything else needs their word.
bool is_own_network(const std::string& host) {
  if (host == "localhost" || host == "::1") return true;
  in_addr address{};
  if (::inet_pton(AF_INET, host.c_str(), &address) != 1) return false;
  const auto bits = ntohl(address.s_addr);
  return bits >> 24U == 127 || bits >> 24U == 10 || bits >> 20U == 0xac1 || bits >> 16U == 0xc0a8;
}

template <class T>
T choice(const std::string& word, std::initializer_list<std::pair<const char*, T>> meanings) {
  for (const auto& [name, value] : meanings)
    if (word == name) return value;
  return meanings.begin()->second;
}

Result<load::HandshakePlan> plan_of(const LoadArguments& arguments) {
  auto plan = arguments.plan;
  const auto endpoint = model::endpoint_from(arguments.endpoint);
  if (!endpoint) return bad_input(arguments.endpoint + ": must be HOST:PORT");
  if (!is_own_network(endpoint->host) && !arguments.own_target)
    return bad_input(arguments.endpoint +
                     ": a load goes to loopback and private addresses only; if this target is "
                     "yours, say so with --i-own-this-target");
  plan.endpoint = *endpoint;
  const auto duration = cli::duration("--duration", arguments.duration);
  const auto warm_up = cli::duration("--warm-up", arguments.warm_up);
  for (const auto& status : {duration.status(), warm_up.status()})
    if (!status.ok()) return status;
  plan.pace.duration = *duration;
  plan.pace.warm_up = *warm_up;
  if (arguments.count > 0) plan.pace.count = arguments.count;
  if (arguments.rate > 0) plan.pace.rate = arguments.rate;
  plan.pace.arrivals = choice(arguments.arrivals,
                              {std::pair{"constant", load::Arrivals::constant}, {"poisson", load::Arrivals::poisson}});
  const auto version = model::tls_version_named(arguments.tls).value_or(model::TlsVersion::tls1_3);
  plan.tls.versions = {.oldest = version, .newest = version};
  plan.tls.verify = arguments.verify == "full";
  plan.resume = arguments.resume == "session";
  plan.acceptance = choice(
      arguments.acceptance,
      {std::pair{"none", load::Acceptance::none}, {"http", load::Acceptance::http}, {"grpc", load::Acceptance::grpc}});
  if (plan.tls.alpn.empty() && plan.acceptance != load::Acceptance::none)
    plan.tls.alpn = plan.acceptance == load::Acceptance::grpc ? "h2" : "http/1.1";
  if (plan.resume && plan.acceptance == load::Acceptance::none && version == model::TlsVersion::tls1_3)
    return bad_input("--resume session needs --acceptance http or grpc: TLS 1.3 tickets come after the handshake");
  plan.close = choice(arguments.close, {std::pair{"rst", load::CloseMode::rst},
                                        {"fin", load::CloseMode::fin},
                                        {"close-notify", load::CloseMode::close_notify}});
  if (arguments.server_pid > 0) plan.server_pid = arguments.server_pid;
  return plan;
}

int run(const LoadArguments& arguments, const CommonOptions& common) {
  const auto plan = plan_of(arguments);
  if (!plan.ok()) return complain(plan.status());
  const auto out = out_directory(arguments.out, runner::Places::from_environment(), arguments.keep);
  if (!out.ok()) return complain(out.status());
  const runner::Interruption interruption;
  auto result = load::run_handshakes(*plan, interruption.token());
  if (!result.ok()) return complain(result.status());

  model::Report report;
  report.interrupted = interruption.token().stop_requested();
  report.version = TLSGAUGE_VERSION;
  report.commit = runner::source_commit();
  report.environment = runner::describe_environment("host");
  report.target = {.name = "external", .version = {}, .profile = {}};
  report.load.push_back(*std::move(result));
  if (auto written = report::write(report, {report::Format::json}, *out); !written.ok()) return complain(written);
  if (common.json) {
    std::cout << report::to_json(report);
  } else {
    std::cout << report::to_console(report.load.front()) << "report: " << (*out / "report.json").string() << std::endl;
  }
  return model::exit_code(report);
}

void add_tls_options(CLI::App& command, LoadArguments& arguments) {
  auto& tls = arguments.plan.tls;
  command.add_option("--tls", arguments.tls, "Protocol version, 1.2 or 1.3 (default)")
      ->check(CLI::IsMember({"1.2", "1.3"}));
  command.add_option("--group", tls.groups, "Key exchange groups, as OpenSSL's list: X25519, P-256");
  command.add_option("--cipher", tls.ciphers, "Cipher suites, as OpenSSL's list");
  command.add_option("--signature", tls.signatures, "Signature algorithms, as OpenSSL's list");
  command.add_option("--alpn", tls.alpn, "Application protocol to offer");
  command.add_option("--server-name", tls.client.server_name, "SNI, and the name to verify (default localhost)");
  command.add_option("--ca", tls.client.trust, "PEM file of trust anchors (default: the system's)");
  command.add_option("--client-cert", tls.client.certificate, "PEM chain of the client");
  command.add_option("--client-key", tls.client.key, "Key of that chain");
  command.add_option("--verify", arguments.verify, "full (default) or none")->check(CLI::IsMember({"full", "none"}));
}

void add_pace_options(CLI::App& command, LoadArguments& arguments) {
  auto& pace = arguments.plan.pace;
  command.add_option("--connections", pace.connections, "At a time (default 8)")->check(CLI::Range(1, 65536));
  command.add_option("--threads", pace.threads, "Default 1")->check(CLI::Range(1, 256));
  command.add_option("--duration", arguments.duration, "Of the measured part (default 10s)");
  command.add_option("--count", arguments.count, "End after so many handshakes");
  command.add_option("--warm-up", arguments.warm_up, "Not measured (default 1s)");
  command.add_option("--rate", arguments.rate, "Starts a second (open loop); default: closed loop")
      ->check(CLI::PositiveNumber);
  command.add_option("--arrivals", arguments.arrivals, "constant (default) or poisson")
      ->check(CLI::IsMember({"constant", "poisson"}));
}

}  // namespace

void add_load(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto* load = app.add_subcommand("load", "Load with CPU cost and latency histograms");
  load->require_subcommand(1);
  load->fallthrough();
  auto arguments = std::make_shared<LoadArguments>();
  auto* command = load->add_subcommand("handshake", "Full or resumed TLS handshakes, closed or open loop");
  command->fallthrough();
  command->footer(
      "Example:\n"
      "  tlsgauge load handshake 127.0.0.1:19530 --ca ca.pem --acceptance grpc --rate 200 --duration 10s --server-pid "
      "4711");
  command->add_option("endpoint", arguments->endpoint, "HOST:PORT")->required();
  add_tls_options(*command, *arguments);
  add_pace_options(*command, *arguments);
  command->add_option("--resume", arguments->resume, "none (default) or session: every handshake must resume")
      ->check(CLI::IsMember({"none", "session"}));
  command->add_option("--acceptance", arguments->acceptance, "What proves that the server let us in: none, http, grpc")
      ->check(CLI::IsMember({"none", "http", "grpc"}));
  command->add_option("--close", arguments->close, "rst (default), fin or close-notify")
      ->check(CLI::IsMember({"rst", "fin", "close-notify"}));
  command->add_option("--server-pid", arguments->server_pid, "Process whose CPU is the server's");
  command->add_flag("--i-own-this-target", arguments->own_target,
                    "Allow a target outside loopback and private networks");
  command->add_option("--out", arguments->out, "Directory of the report (default: reports/out/<time>)");
  command->callback([arguments, &common, &exit_code] { exit_code = run(*arguments, common); });
}

}  // namespace tlsgauge::cli
