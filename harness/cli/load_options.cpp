#include "cli/load_options.hpp"

#include <arpa/inet.h>

#include "cli/duration.hpp"
#include "core/address.hpp"
#include "core/file.hpp"
#include "core/process.hpp"
#include "load/address.hpp"

namespace tlsgauge::cli {
namespace {

/// Loopback and private addresses are the user's own; a load of anything else needs their word.
bool is_own_network(const std::string& host) {
  if (host == "localhost" || host == "::1") return true;
  in_addr address{};
  if (::inet_pton(AF_INET, host.c_str(), &address) != 1) return false;
  const auto bits = ntohl(address.s_addr);
  return bits >> 24U == 127 || bits >> 24U == 10 || bits >> 20U == 0xac1 || bits >> 16U == 0xc0a8;
}

std::string name_to_verify(const std::string& host) { return core::is_address(host) ? "localhost" : host; }

load::CloseMode close_mode(const std::string& word) {
  if (word == "fin") return load::CloseMode::fin;
  return word == "close-notify" ? load::CloseMode::close_notify : load::CloseMode::rst;
}

/// With --count alone, the count ends the load; it always ends by itself all the same.
std::string duration_of(const LoadOptions& options) {
  if (!options.duration.empty()) return options.duration;
  return options.count > 0 ? "60m" : "10s";
}

Result<std::optional<model::Login>> login_of(const LoadOptions& options) {
  if (options.username.empty() != options.password_file.empty())
    return bad_input("--username and --password-file go together");
  if (options.username.empty()) return std::optional<model::Login>{};
  auto password = core::read_file(options.password_file, 4096);
  if (!password.ok()) return password.status();
  while (password->ends_with('\n') || password->ends_with('\r')) password->pop_back();
  return std::optional{model::Login{.user = options.username, .password = *std::move(password)}};
}

Status check(const load::TlsOptions& offer) {
  if (offer.client.certificate.empty() != offer.client.key.empty())
    return bad_input("--client-cert and --client-key go together");
  return absl::OkStatus();
}

Result<load::Pace> pace_of(const LoadOptions& options) {
  auto pace = options.pace;
  const auto duration = cli::duration("--duration", duration_of(options));
  const auto warm_up =
      options.warm_up == "0s" ? std::chrono::nanoseconds{0} : cli::duration("--warm-up", options.warm_up);
  for (const auto& status : {duration.status(), warm_up.status()})
    if (!status.ok()) return status;
  pace.duration = *duration;
  pace.warm_up = *warm_up;
  if (options.count > 0) pace.count = options.count;
  if (options.rate > 0) pace.rate = options.rate;
  if (options.arrivals == "poisson") pace.arrivals = load::Arrivals::poisson;
  return pace;
}

}  // namespace

void add_tls_options(CLI::App& command, LoadOptions& options) {
  auto& tls = options.offer;
  tls.client.server_name.clear();
  command.add_option("--tls", options.tls, "Protocol version, 1.2 or 1.3 (default)")
      ->check(CLI::IsMember({"1.2", "1.3"}));
  command.add_option("--group", tls.groups, "Key exchange groups, as OpenSSL's list: X25519, P-256");
  command.add_option("--cipher", tls.ciphers, "Cipher suites, as OpenSSL's list");
  command.add_option("--signature", tls.signatures, "Signature algorithms, as OpenSSL's list");
  command.add_option("--alpn", tls.alpn, "Application protocol to offer (default: what the load needs)");
  command.add_option("--server-name", tls.client.server_name,
                     "SNI, and the name to verify (default: the host, or localhost where that is an address)");
  command.add_option("--ca", tls.client.trust, "PEM file of trust anchors (default: the system's)");
  command.add_option("--client-cert", tls.client.certificate, "PEM chain of the client");
  command.add_option("--client-key", tls.client.key, "Key of that chain");
  command.add_option("--verify", options.verify, "full (default) or none")->check(CLI::IsMember({"full", "none"}));
}

void add_login_options(CLI::App& command, LoadOptions& options) {
  command.add_option("--username", options.username, "User of the target's own authentication");
  command.add_option("--password-file", options.password_file, "File that holds the user's password");
}

void add_pace_options(CLI::App& command, LoadOptions& options) {
  auto& pace = options.pace;
  command.add_option("--connections", pace.connections, "At a time (default 8)")->check(CLI::Range(1, 65536));
  command.add_option("--threads", pace.threads, "Default 1")->check(CLI::Range(1, 256));
  command.add_option("--duration", options.duration, "Of the measured part (default 10s; 60m with --count)");
  command.add_option("--count", options.count, "Measure so many operations");
  command.add_option("--warm-up", options.warm_up, "Not measured (default 1s)");
  command.add_option("--rate", options.rate, "Starts a second (open loop); default: closed loop")
      ->check(CLI::PositiveNumber);
  command.add_option("--arrivals", options.arrivals, "constant (default) or poisson")
      ->check(CLI::IsMember({"constant", "poisson"}));
  command.add_option("--timeout", options.timeout, "Of one operation, its connection included (default 5s)");
}

void add_target_options(CLI::App& command, LoadOptions& options) {
  command.add_option("--close", options.close, "How connections end: rst (default), fin or close-notify")
      ->check(CLI::IsMember({"rst", "fin", "close-notify"}));
  command
      .add_option(
          "--server-pid", options.server_pid,
          "Process whose CPU is the server's; that of a master process (nginx) does not hold its workers': name a "
          "worker")
      ->check(CLI::PositiveNumber);
  command.add_flag("--i-own-this-target", options.own_target, "Allow a target outside loopback and private networks");
}

Result<load::Plan> plan_of(const LoadOptions& options, const model::Endpoint& endpoint, bool plaintext) {
  if (!is_own_network(endpoint.host) && !options.own_target)
    return bad_input(model::to_string(endpoint) +
                     ": a load goes to loopback and private addresses only; if this target is "
                     "yours, say so with --i-own-this-target");
  if (auto wrong = check(options.offer); !wrong.ok()) return wrong;
  auto pace = pace_of(options);
  if (!pace.ok()) return pace.status();
  const auto timeout = cli::duration("--timeout", options.timeout);
  if (!timeout.ok()) return timeout.status();
  auto login = login_of(options);
  if (!login.ok()) return login.status();

  load::Plan plan{.endpoint = endpoint,
                  .plaintext = plaintext,
                  .tls = options.offer,
                  .pace = *pace,
                  .close = close_mode(options.close),
                  .timeout = *timeout,
                  .server_cpu = {},
                  .on_progress = {}};
  const auto version = model::tls_version_named(options.tls).value_or(model::TlsVersion::tls1_3);
  plan.tls.versions = {.oldest = version, .newest = version};
  plan.tls.verify = options.verify == "full";
  plan.tls.client.login = *std::move(login);
  if (plan.tls.client.server_name.empty()) plan.tls.client.server_name = name_to_verify(endpoint.host);
  if (options.server_pid > 0) {
    if (!core::process_cpu(options.server_pid))
      return missing("--server-pid " + std::to_string(options.server_pid) +
                     ": there is no such process; name one that runs, as pgrep finds it");
    plan.server_cpu = [pid = options.server_pid] { return core::process_cpu(pid); };
  }
  return plan;
}

}  // namespace tlsgauge::cli
