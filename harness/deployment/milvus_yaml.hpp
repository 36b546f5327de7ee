#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "deployment/endpoints.hpp"
#include "model/topology.hpp"

namespace tlsgauge::deployment {

/// Settings of a milvus.yaml: dotted key ("common.security.tlsMode") to the YAML text of its value.
using Settings = std::map<std::string, std::string>;

/// The ports that Milvus has where nobody asks for others; REST on the one that the guide gives it.
[[nodiscard]] const PortNumbers& usual_ports();

/// `text` as a double-quoted YAML scalar, whatever characters a path has.
[[nodiscard]] std::string quoted(const std::string& text);

/// The settings that Milvus' guide "Encryption in Transit" names, for `topology`: the certificates of both sides, TLS
/// mode, user authentication, and every port. `ports` gives each number; `proxy.http.port` is written only where REST
/// has a port of its own.
[[nodiscard]] Settings guide_settings(const model::Topology& topology, const std::filesystem::path& certificates,
                                      const PortNumbers& ports);

/// `settings` as block-style YAML, two spaces a level.
[[nodiscard]] std::string to_yaml(const Settings& settings);

}  // namespace tlsgauge::deployment
