#include "cli/target.hpp"

#include <unistd.h>

#include <iostream>
#include <map>
#include <set>
#include <string_view>

#include "core/file.hpp"
#include "runner/interruption.hpp"

namespace tlsgauge::cli {
namespace {

constexpr std::string_view kCompose = "compose:";
constexpr std::string_view kFaultPrefix = "fault:";

/// The file of scenarios/deviations/ that comes with compose/NAME, for every NAME that there is.
const std::map<std::string, std::string>& compose_deviations() {
  static const std::map<std::string, std::string> files{
      {"reference", "reference.json"}, {"milvus", "milvus-2.3.5.json"}, {"nginx", "compose-nginx.json"}};
  return files;
}

/// The reference server; with a fault where `fault` is not empty.
Result<Target> reference(const std::string& fault, const runner::Places& places) {
  const auto server = reference_server();
  if (!server.ok()) return server.status();
  return Target{.backend = deployment::reference_backend(*server, fault),
                .deviations = places.home / "scenarios/deviations/reference.json"};
}

Result<Target> milvus(const runner::Places& places) {
  auto installation = runner::provide_milvus(places);
  if (!installation.ok()) return installation.status();
  Target target{.backend = deployment::milvus_backend(*installation),
                .deviations = places.home / "scenarios/deviations/milvus-2.3.5.json"};
  if (auto entered = deployment::enter_own_network(); entered.ok()) {
    target.network = "own namespace";
  } else {
    std::cerr << "tlsgauge: no network namespace of its own (" << message(entered)
              << "); Milvus will listen on every address of this machine\n";
  }
  return target;
}

/// What the image of compose/`name` holds besides the files of that folder.
Result<std::map<std::string, std::filesystem::path>> additions(const std::string& name, const runner::Places& places) {
  std::map<std::string, std::filesystem::path> result;
  if (name == "reference") {
    const auto server = reference_server();
    if (!server.ok()) return server.status();
    result["tlsgauge-server"] = *server;
  }
  if (name == "milvus") {
    const auto installation = runner::provide_milvus(places);
    if (!installation.ok()) return installation.status();
    result["milvus"] = *installation;
  }
  return result;
}

Result<Target> compose(const std::string& name, const runner::Places& places) {
  const auto added = additions(name, places);
  if (!added.ok()) return added.status();
  const runner::Interruption interruption;  // what it builds it also clears away
  auto backend = deployment::compose_backend({.name = name,
                                              .folder = places.home / "compose" / name,
                                              .additions = *added,
                                              .base_image_program = places.home / "harness/setup/base-image",
                                              .on_progress =
                                                  [](const std::string& what) {
                                                    std::cerr << (::isatty(STDERR_FILENO) == 1 ? "\r\x1b[K" : "")
                                                              << "tlsgauge: " << what << std::endl;
                                                  }},
                                             interruption.token());
  if (!backend.ok()) return backend.status();
  return Target{.backend = *std::move(backend),
                .deviations = places.home / "scenarios/deviations" / compose_deviations().at(name)};
}

Result<std::optional<model::Endpoint>> endpoint(const std::string& option, const std::string& text) {
  if (text.empty()) return std::optional<model::Endpoint>{};
  const auto parsed = model::endpoint_from(text);
  if (!parsed) return bad_input(option + " " + text + ": must be HOST:PORT");
  return parsed;
}

Result<std::map<model::Port, model::Endpoint>> components(const std::vector<std::string>& words) {
  std::map<model::Port, model::Endpoint> result;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    const auto port = model::port_named(word.substr(0, equals));
    if (equals == std::string::npos || !port)
      return bad_input("--internal " + word +
                       ": must be NAME=HOST:PORT, NAME being rootCoord, dataCoord, queryCoord, "
                       "indexNode, queryNode, dataNode or proxyInternal");
    const auto parsed = endpoint("--internal", word.substr(equals + 1));
    if (!parsed.ok()) return parsed.status();
    if (*parsed) result[*port] = **parsed;
  }
  return result;
}

/// A password comes from a file: a process's arguments are everybody's to read.
Result<std::optional<model::Login>> login(const TargetOptions& options) {
  if (options.username.empty()) return std::optional<model::Login>{};
  auto password = core::read_file(options.password_file, 4096);
  if (!password.ok()) return password.status();
  while (password->ends_with('\n') || password->ends_with('\r')) password->pop_back();
  return model::Login{.user = options.username, .password = *std::move(password)};
}

model::TlsMode mode_of(const TargetOptions& options) {
  if (options.tls_mode) return static_cast<model::TlsMode>(*options.tls_mode);
  const bool mutual = !options.client.certificate.empty() || !options.client.ca_key.empty();
  return mutual ? model::TlsMode::mutual : model::TlsMode::one_way;
}

Status check_external(const TargetOptions& options) {
  for (const auto& status : {endpoint("--grpc", options.grpc).status(), endpoint("--rest", options.rest).status(),
                             components(options.internal).status()})
    if (!status.ok()) return status;
  if (options.grpc.empty() && options.rest.empty())
    return bad_input("--target external needs --grpc HOST:PORT, --rest HOST:PORT or both");
  if (options.client.certificate.empty() != options.client.key.empty())
    return bad_input("--client-cert and --client-key go together");
  if (options.username.empty() != options.password_file.empty())
    return bad_input("--username and --password-file go together");
  if (options.client.ca.empty() && (mode_of(options) != model::TlsMode::none || !options.client.ca_key.empty()))
    return bad_input("--target external needs --ca FILE, the trust anchor of its certificate");
  return absl::OkStatus();
}

Result<Target> external(const TargetOptions& options) {
  const auto grpc = endpoint("--grpc", options.grpc);
  const auto rest = endpoint("--rest", options.rest);
  const auto internal = components(options.internal);
  const auto user = login(options);
  for (const auto& status :
       {grpc.status(), rest.status(), internal.status(), user.status(), runner::check(options.client)})
    if (!status.ok()) return status;

  auto given = options.client;
  given.login = *user;
  return Target{.backend = deployment::external_backend({.grpc = *grpc,
                                                         .rest = *rest,
                                                         .components = *internal,
                                                         .tls_mode = mode_of(options),
                                                         .user_authentication = user->has_value()}),
                .deviations = {},
                .given = std::move(given)};
}

}  // namespace

Result<std::filesystem::path> reference_server() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return internal("cannot find the path of this program: " + error.message());
  const auto server = self.parent_path() / "tlsgauge-server";
  if (!std::filesystem::exists(server, error))
    return missing(server.string() + ": the reference server is not beside this program; build it");
  return server;
}

std::set<std::string> startable_targets() {
  std::set<std::string> names{"reference", "milvus"};
  for (const auto& [name, ignored] : compose_deviations()) names.insert(std::string{kCompose} + name);
  return names;
}

void add_target_options(CLI::App& command, TargetOptions& options) {
  auto names = startable_targets();
  names.insert("external");
  command
      .add_option("--target", options.target,
                  "reference (default), milvus, external; compose:NAME: in a container; fault:NAME: the reference "
                  "server with a fault of 'tlsgauge-server --list-faults'")
      ->check([names](const std::string& word) {
        return word.starts_with(kFaultPrefix) ? std::string{} : CLI::IsMember(names)(word);
      });
  auto* group = command.add_option_group("External target");
  group->add_option("--grpc", options.grpc, "HOST:PORT of its gRPC");
  group->add_option("--rest", options.rest, "HOST:PORT of its REST");
  group->add_option("--internal", options.internal, "NAME=HOST:PORT of a component with internal TLS (repeatable)");
  group
      ->add_option("--tls-mode", options.tls_mode, "0 none, 1 one-way, 2 mutual (default: 2 with a client certificate)")
      ->check(CLI::Range(0, 2));
  group->add_option("--server-name", options.client.server_name, "Name in its certificate (default: localhost)");
  group->add_option("--ca", options.client.ca, "PEM file of the CA that issued its certificate");
  group->add_option("--ca-key", options.client.ca_key, "Key of that CA: the harness then issues client certificates");
  group->add_option("--client-cert", options.client.certificate, "PEM chain of a client that it lets in");
  group->add_option("--client-key", options.client.key, "Key of that chain");
  group->add_option("--username", options.username, "User that it lets in");
  group->add_option("--password-file", options.password_file, "File that holds the user's password");
}

Status check(const TargetOptions& options) {
  return options.target == "external" ? check_external(options) : absl::OkStatus();
}

Result<Target> prepare_target(const TargetOptions& options, const runner::Places& places) {
  if (options.target == "milvus") return milvus(places);
  if (options.target == "external") return external(options);
  if (options.target.starts_with(kCompose)) return compose(options.target.substr(kCompose.size()), places);
  if (options.target.starts_with(kFaultPrefix)) return reference(options.target.substr(kFaultPrefix.size()), places);
  return reference({}, places);
}

}  // namespace tlsgauge::cli
