#include "deployment/milvus_yaml.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace tlsgauge::deployment {
namespace {

using model::Port;

struct PortKey {
  Port port;
  std::string_view key;
};

constexpr auto kPortKeys = std::to_array<PortKey>({{Port::grpc, "proxy.port"},
                                                   {Port::rest, "proxy.http.port"},
                                                   {Port::root_coord, "rootCoord.port"},
                                                   {Port::data_coord, "dataCoord.port"},
                                                   {Port::query_coord, "queryCoord.port"},
                                                   {Port::index_node, "indexNode.port"},
                                                   {Port::query_node, "queryNode.port"},
                                                   {Port::data_node, "dataNode.port"},
                                                   {Port::proxy_internal, "proxy.internalPort"}});

std::vector<std::string_view> parts_of(std::string_view key) {
  std::vector<std::string_view> parts;
  for (auto dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.')) {
    parts.push_back(key.substr(0, dot));
    key.remove_prefix(dot + 1);
  }
  parts.push_back(key);
  return parts;
}

const char* yes_or_no(bool value) { return value ? "true" : "false"; }

void add_certificates(Settings& settings, const std::string& section, const std::filesystem::path& directory) {
  settings[section + ".serverPemPath"] = quoted((directory / "server.pem").string());
  settings[section + ".serverKeyPath"] = quoted((directory / "server.key").string());
  settings[section + ".caPemPath"] = quoted((directory / "ca.pem").string());
}

}  // namespace

const PortNumbers& usual_ports() {
  static const PortNumbers ports{{Port::grpc, 19530},          {Port::rest, 8080},        {Port::management, 9091},
                                 {Port::root_coord, 53100},    {Port::data_coord, 13333}, {Port::query_coord, 19531},
                                 {Port::index_node, 21121},    {Port::query_node, 21123}, {Port::data_node, 21124},
                                 {Port::proxy_internal, 19529}};
  return ports;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

Settings guide_settings(const model::Topology& topology, const std::filesystem::path& certificates,
                        const PortNumbers& ports) {
  Settings settings;
  for (const auto& [port, key] : kPortKeys) {
    const bool shared = port == Port::rest && topology.rest == model::RestPlacement::shared_port;
    if (const auto number = ports.find(port); number != ports.end() && !shared)
      settings[std::string{key}] = std::to_string(number->second);
  }
  add_certificates(settings, "tls", certificates);
  settings["common.security.tlsMode"] = std::to_string(static_cast<int>(topology.tls_mode));
  settings["common.security.authorizationEnabled"] = yes_or_no(topology.user_authentication);
  settings["common.security.internaltlsEnabled"] = yes_or_no(topology.internal_tls);
  if (topology.internal_tls) {
    add_certificates(settings, "internaltls", certificates);
    settings["internaltls.sni"] = "localhost";
  }
  return settings;
}

std::string to_yaml(const Settings& settings) {
  std::string text;
  std::vector<std::string_view> open;  // the sections that the previous line stands in
  for (const auto& [key, value] : settings) {
    const auto parts = parts_of(key);
    const auto [first, ignored] = std::mismatch(parts.begin(), parts.end() - 1, open.begin(), open.end());
    for (auto part = first; part != parts.end(); ++part) {
      const auto depth = static_cast<std::size_t>(part - parts.begin());
      text += std::string(2 * depth, ' ') + std::string{*part} + (part + 1 == parts.end() ? ": " + value : ":") + "\n";
    }
    open.assign(parts.begin(), parts.end() - 1);
  }
  return text;
}

}  // namespace tlsgauge::deployment
