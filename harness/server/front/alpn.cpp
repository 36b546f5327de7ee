#include "server/front/alpn.hpp"

namespace tlsgauge::server::front {
namespace {

constexpr std::string_view kH2 = "h2";
constexpr std::string_view kHttp11 = "http/1.1";

/// `name` as it stands in `offered`; nothing where it does not, or the list is malformed before it.
std::optional<std::string_view> find(std::string_view offered, std::string_view name) {
  while (!offered.empty()) {
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(offered.front()));
    offered.remove_prefix(1);
    if (length == 0 || length > offered.size()) return std::nullopt;
    if (offered.substr(0, length) == name) return offered.substr(0, length);
    offered.remove_prefix(length);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> choose_alpn(Protocols served, std::string_view offered) {
  if (served != Protocols::grpc)
    if (const auto http = find(offered, kHttp11)) return http;
  return served == Protocols::http ? std::nullopt : find(offered, kH2);
}

Protocol protocol_after(Protocols served, std::string_view alpn) {
  switch (served) {
    case Protocols::grpc: return Protocol::grpc;
    case Protocols::http: return Protocol::http;
    case Protocols::grpc_and_http: return alpn == kH2 ? Protocol::grpc : Protocol::http;
  }
  return Protocol::http;
}

}  // namespace tlsgauge::server::front
