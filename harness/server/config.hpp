#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "model/topology.hpp"

namespace tlsgauge::server {

/// A file together with who asked for it ("tls.serverPemPath", "--crl"), so that a fault can name both.
struct NamedFile {
  std::string key;
  std::filesystem::path path;  ///< relative ones are relative to the working directory; empty: not given
};

/// The files of one TLS identity and of the authority that its peers, or their certificates, come from.
struct TlsFiles {
  NamedFile chain;  ///< serverPemPath
  NamedFile key;    ///< serverKeyPath
  NamedFile ca;     ///< caPemPath
};

/// One of Milvus' components: a port of its own that speaks gRPC to the other components.
struct Component {
  model::Port port;
  std::string_view section;  ///< of milvus.yaml
  std::string_view key;
  std::uint16_t usual;  ///< Milvus' default
};
inline constexpr auto kComponents = std::to_array<Component>({
    {model::Port::root_coord, "rootCoord", "port", 53100},
    {model::Port::data_coord, "dataCoord", "port", 13333},
    {model::Port::query_coord, "queryCoord", "port", 19531},
    {model::Port::index_node, "indexNode", "port", 21121},
    {model::Port::query_node, "queryNode", "port", 21123},
    {model::Port::data_node, "dataNode", "port", 21124},
    {model::Port::proxy_internal, "proxy", "internalPort", 19529},
});

/// What milvus.yaml says, as far as this server reads it. The defaults are Milvus'; the file paths have none, because
/// the ones that Milvus falls back to are of a published private key. Ports may be 0: any free one.
struct Config {
  struct Http {
    bool enabled = true;
    std::optional<std::uint16_t> port;      ///< nothing: REST shares proxy.port with gRPC
    bool hsts = false;                      ///< send Strict-Transport-Security (RFC 6797) under TLS
    std::uint32_t hsts_max_age = 31536000;  ///< seconds
    bool hsts_subdomains = false;
  };
  struct InternalTls {
    bool enabled = false;
    TlsFiles files{{"internaltls.serverPemPath", {}}, {"internaltls.serverKeyPath", {}}, {"internaltls.caPemPath", {}}};
    std::string server_name = "localhost";  ///< internaltls.sni: the name by which components call each other
  };

  model::TlsMode tls_mode = model::TlsMode::none;
  TlsFiles tls{{"tls.serverPemPath", {}}, {"tls.serverKeyPath", {}}, {"tls.caPemPath", {}}};
  InternalTls internal_tls;
  bool authorization_enabled = false;
  std::string root_password = "Milvus";
  std::uint16_t proxy_port = 19530;
  Http http;
  std::array<std::uint16_t, kComponents.size()> component_ports{};  ///< in the order of kComponents

  [[nodiscard]] bool rest_shares_grpc_port() const noexcept {
    return !http.port || (*http.port == proxy_port && proxy_port != 0);
  }
};

/// Reads `text`, the content of `file`, which is only named. Key names are matched as Milvus does it: without regard to
/// case and underscores. Sections that have nothing to do with TLS or ports are not looked at.
///
/// @return InvalidArgument that names file, line and key: not YAML, an unknown key beside the TLS settings, a TLS
/// setting in a section where Milvus would not see it, a key given twice, a value of the wrong kind, paths that the
/// chosen modes need and that are missing.
[[nodiscard]] Result<Config> parse_config(const std::string& text, const std::string& file);

/// Reads the file. @return as parse_config, or what is wrong with the file.
[[nodiscard]] Result<Config> read_config(const std::filesystem::path& file);

/// Whether the files that `mode` needs are given. @return InvalidArgument that names the missing key.
[[nodiscard]] Status check_files_for(model::TlsMode mode, const TlsFiles& files);

}  // namespace tlsgauge::server
