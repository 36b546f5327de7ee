#include "runner/resolve.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace tlsgauge::runner {
namespace {

using Replacements = std::map<std::string, std::string>;

/// The ports that a command's arguments can name.
constexpr std::array kArgumentPorts{model::Port::grpc, model::Port::rest};

std::string replaced(std::string text, const Replacements& replacements) {
  for (const auto& [placeholder, value] : replacements) {
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + value.size()))
      text.replace(at, placeholder.size(), value);
  }
  return text;
}

Status resolve_file(std::filesystem::path& file, const std::filesystem::path& directory, bool external) {
  if (file.empty()) return absl::OkStatus();
  const auto name = file;
  file = directory / file;
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return absl::OkStatus();
  const auto what = name.string() + ", which the certificates of this target do not include";
  if (!external) return bad_input("a scenario names " + what);
  return unsupported("needs " + what + "; --client-cert and --client-key, or --ca-key, provide a client pair");
}

Status resolve_identity(model::Identity& client, const std::filesystem::path& directory, bool external) {
  for (auto* file : {&client.trust, &client.certificate, &client.key}) {
    if (auto status = resolve_file(*file, directory, external); !status.ok()) return status;
  }
  return absl::OkStatus();
}

/// A scenario that names the usual server name or user means the target's own; another name is meant to be wrong.
void adopt(model::Identity& identity, const TargetClient& client) {
  const TargetClient usual;
  if (identity.server_name == usual.server_name) identity.server_name = client.server_name;
  if (!identity.login || identity.login->user != usual.login.user) return;
  identity.login->user = client.login.user;
  if (identity.login->password == usual.login.password) identity.login->password = client.login.password;
}

/// The first port that an argument asks for and the target does not have.
Status check_resolved(const std::string& argument) {
  for (const auto port : kArgumentPorts) {
    const std::string word{model::name(port)};
    for (const auto* member : {".host}", ".port}"}) {
      if (argument.find("{" + word + member) != std::string::npos)
        return unsupported("this target has no " + word + " port");
    }
  }
  return absl::OkStatus();
}

Status resolve_command(model::CommandExchange& command, const deployment::Lease& lease, const Replacements& files,
                       const Tools& tools, std::vector<std::string>& endpoints) {
  const auto tool = tools.find(command.tool);
  if (tool == tools.end()) return internal("the client program " + command.tool + " was not provided");
  if (!tool->second.ok()) return tool->second.status();

  auto replacements = files;
  for (const auto port : kArgumentPorts) {
    const auto endpoint = lease.endpoint(port);
    if (!endpoint) continue;
    const std::string word{model::name(port)};
    replacements["{" + word + ".host}"] = endpoint->host;
    replacements["{" + word + ".port}"] = std::to_string(endpoint->port);
    const auto names_it = [&](const std::string& argument) {
      return argument.find("{" + word + ".") != std::string::npos;
    };
    if (std::ranges::any_of(command.arguments, names_it)) endpoints.push_back(word + "=" + model::to_string(*endpoint));
  }
  for (auto& argument : command.arguments) {
    argument = replaced(argument, replacements);
    if (auto status = check_resolved(argument); !status.ok()) return status;
  }
  command.arguments.insert(command.arguments.begin(), *tool->second);
  return absl::OkStatus();
}

}  // namespace

model::Port port_of(const model::Action& action) {
  return std::visit(overloaded{[](const model::TlsExchange& tls) { return tls.port; },
                               [](const model::GrpcExchange& grpc) { return grpc.port; },
                               [](const model::RestExchange& rest) { return rest.port; },
                               [](const model::CommandExchange& command) {
                                 return command.tool == "curl" ? model::Port::rest : model::Port::grpc;
                               },
                               [](const model::RenewalExchange&) { return model::Port::grpc; },
                               [](const model::LogExchange&) { return model::Port::grpc; },
                               [](const model::ResourcesExchange&) { return model::Port::grpc; },
                               [](const model::LoadExchange& load) { return load.port; }},
                    action);
}

Result<Concrete> resolve(const model::Scenario& scenario, const deployment::Lease& lease,
                         const std::filesystem::path& certificates, const Tools& tools, const TargetClient& client) {
  Concrete concrete{.exchange = scenario.exchange, .endpoint = {}, .endpoints = {}};
  if (auto status = resolve_identity(concrete.exchange.client, certificates, client.external); !status.ok())
    return status;
  adopt(concrete.exchange.client, client);
  if (auto& session = concrete.exchange.session) {
    if (auto status = resolve_identity(session->client, certificates, client.external); !status.ok()) return status;
    adopt(session->client, client);
  }
  if (auto* command = std::get_if<model::CommandExchange>(&concrete.exchange.action)) {
    if (client.external)
      return unsupported("a client program's command line is the guide's own, for a target on localhost");
    const Replacements files{{"{certs}", certificates.string()}, {"{scenarios}", scenario.folder.string()}};
    if (auto status = resolve_command(*command, lease, files, tools, concrete.endpoints); !status.ok()) return status;
    return concrete;
  }
  const auto port = port_of(scenario.exchange.action);
  const auto endpoint = lease.endpoint(port);
  if (!endpoint) return unsupported("this target has no " + std::string{model::name(port)} + " port");
  concrete.endpoint = *endpoint;
  concrete.endpoints.push_back(std::string{model::name(port)} + "=" + model::to_string(*endpoint));
  return concrete;
}

}  // namespace tlsgauge::runner
