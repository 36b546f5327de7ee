#include "deployment/ready_line.hpp"

#include <string>

namespace tlsgauge::deployment {

Result<Endpoints> parse_ready_line(std::string_view line) {
  if (!line.starts_with(kReadyMark)) return bad_input("the READY line does not begin with READY");
  Endpoints endpoints;
  for (auto rest = line.substr(kReadyMark.size()); !rest.empty();) {
    const auto word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    if (word.empty()) continue;
    const auto equals = word.find('=');
    const auto endpoint =
        equals == std::string_view::npos ? std::nullopt : model::endpoint_from(word.substr(equals + 1));
    if (!endpoint) return bad_input("the READY line holds '" + std::string{word} + "', which is not name=host:port");
    if (const auto port = model::port_named(word.substr(0, equals))) endpoints[*port] = *endpoint;
  }
  if (endpoints.empty()) return bad_input("the READY line names no endpoint");
  return endpoints;
}

}  // namespace tlsgauge::deployment
