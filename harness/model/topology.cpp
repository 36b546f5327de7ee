#include "model/topology.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tlsgauge::model {
namespace {

struct PortName {
  Port port;
  std::string_view name;
};

constexpr auto kPorts = std::to_array<PortName>({{Port::grpc, "grpc"},
                                                 {Port::rest, "rest"},
                                                 {Port::second, "second"},
                                                 {Port::management, "management"},
                                                 {Port::root_coord, "rootCoord"},
                                                 {Port::data_coord, "dataCoord"},
                                                 {Port::query_coord, "queryCoord"},
                                                 {Port::index_node, "indexNode"},
                                                 {Port::query_node, "queryNode"},
                                                 {Port::data_node, "dataNode"},
                                                 {Port::proxy_internal, "proxyInternal"}});
static_assert(kPorts.size() == kPortCount);

}  // namespace

std::string_view name(TlsMode mode) {
  switch (mode) {
    case TlsMode::none: return "none";
    case TlsMode::one_way: return "one-way";
    case TlsMode::mutual: return "mutual";
  }
  return "unknown";
}

std::string_view name(Port port) {
  const auto* found = std::ranges::find(kPorts, port, &PortName::port);
  return found != kPorts.end() ? found->name : "unknown";
}

std::optional<Port> port_named(std::string_view name) {
  const auto* found = std::ranges::find(kPorts, name, &PortName::name);
  if (found == kPorts.end()) return std::nullopt;
  return found->port;
}

std::string to_string(const Endpoint& endpoint) {
  const bool ipv6 = endpoint.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::optional<Endpoint> endpoint_from(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  if (host.front() == '[') {
    if (host.size() < 3 || host.back() != ']') return std::nullopt;
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return Endpoint{.host = std::string{host}, .port = port};
}

std::string describe(const Topology& topology) {
  std::string text = topology.tls_mode == TlsMode::none ? "plaintext" : std::string{name(topology.tls_mode)} + " TLS";
  text += ", " + topology.certificates + " certificates";
  if (!topology.key.empty()) text += " with " + topology.key + " keys";
  if (topology.oldest_tls) text += ", from TLS " + std::string{name(*topology.oldest_tls)};
  text += topology.rest == RestPlacement::own_port ? ", REST on its own port" : ", REST and gRPC on one port";
  if (topology.second) text += ", a second port (" + std::string{name(*topology.second)} + ")";
  if (topology.by_name) text += ", a second server name (" + std::string{name(*topology.by_name)} + ")";
  if (!topology.crl.empty()) text += ", revocation lists";
  if (topology.internal_tls) text += ", internal TLS";
  if (topology.user_authentication) text += ", user authentication";
  return text;
}

}  // namespace tlsgauge::model
