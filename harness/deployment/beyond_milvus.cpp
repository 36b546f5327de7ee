#include "deployment/beyond_milvus.hpp"

namespace tlsgauge::deployment {

std::optional<std::string> beyond_milvus(const model::Topology& topology) {
  if (topology.oldest_tls) return "this target cannot be told its oldest TLS version";
  if (topology.second) return "this target cannot be given a second port with a TLS mode of its own";
  if (topology.by_name) return "this target cannot be given a TLS mode for one server name";
  return std::nullopt;
}

std::optional<std::string> unenforced_revocation(const model::Topology& topology) {
  if (topology.crl.empty()) return std::nullopt;
  return "revocation is not enforced: this target takes no revocation lists";
}

}  // namespace tlsgauge::deployment
