#include "server/config.hpp"

#include <limits>

#include "core/file.hpp"
#include "server/config_document.hpp"

namespace tlsgauge::server {
namespace {

constexpr std::size_t kMaxConfigBytes = 1U << 20U;
constexpr std::uint16_t kMaxPort = std::numeric_limits<std::uint16_t>::max();

/// Where Milvus looks for a TLS setting. Anywhere else it is ignored without a word, and the server then runs in
/// plaintext or with the default key that everybody can download.
struct Home {
  std::string_view key;
  std::string_view section;  ///< empty: the top level
};
constexpr auto kHomes = std::to_array<Home>({
    {"tls", ""},
    {"internaltls", ""},
    {"security", "common"},
    {"http", "proxy"},
    {"tlsMode", "common.security"},
    {"internaltlsEnabled", "common.security"},
    {"authorizationEnabled", "common.security"},
    {"defaultRootPassword", "common.security"},
    {"superUsers", "common.security"},
    {"serverPemPath", "tls"},
    {"serverKeyPath", "tls"},
    {"caPemPath", "tls"},
    {"serverPemPath", "internaltls"},
    {"serverKeyPath", "internaltls"},
    {"caPemPath", "internaltls"},
    {"sni", "internaltls"},
});

std::string advice(const Home& home) {
  if (home.section.empty()) return "the top level of the file, without indentation";
  return std::string{home.section} + (home.section == "tls" ? " (or internaltls)" : "");
}

void expect_at_home(const Section& section) {
  for (const auto& entry : section.entries()) {
    const Home* home = nullptr;
    bool at_home = false;
    for (const auto& candidate : kHomes) {
      if (normalized(candidate.key) != normalized(entry.key)) continue;
      if (home == nullptr) home = &candidate;
      at_home = at_home || normalized(candidate.section) == normalized(section.path());
    }
    if (home == nullptr || at_home) continue;
    const std::string here = section.path().empty() ? "at the top level" : "below " + section.path();
    section.fault(entry.line,
                  "'" + entry.key + "' stands " + here + ", where Milvus ignores it; it belongs to " + advice(*home));
  }
}

/// The guide's other two files hold a milvus.yaml inside.
void expect_no_wrapper(const Section& top) {
  if (const auto* entry = top.find("spec"); entry != nullptr && top.find("apiVersion") != nullptr)
    top.fault(entry->line,
              "this is a custom resource of the Milvus operator; milvus.yaml is what stands below spec.config");
  if (const auto* entry = top.find("extraConfigFiles"))
    top.fault(entry->line,
              "this is a values.yaml for Helm; milvus.yaml is what stands below extraConfigFiles.user.yaml");
}

void read_files(const Section& section, TlsFiles& files) {
  for (auto* file : {&files.chain, &files.key, &files.ca}) {
    std::string path;
    section.read(file->key.substr(file->key.rfind('.') + 1), path);
    file->path = path;
  }
}

void read_security(const Section& security, Config& config) {
  if (const auto* old = security.find("tlsEnabled"))
    security.fault(old->line, "common.security.tlsEnabled is of Milvus 2.1 and ignored since; write tlsMode: 1 or 2");
  auto mode = static_cast<unsigned>(config.tls_mode);
  security.read("tlsMode", mode, 2U);
  config.tls_mode = static_cast<model::TlsMode>(mode);
  security.read("internaltlsEnabled", config.internal_tls.enabled);
  security.read("authorizationEnabled", config.authorization_enabled);
  security.read("defaultRootPassword", config.root_password);
  // The rest is authorization inside the database: accepted, without effect on who may connect.
  security.expect_only({"tlsMode", "internaltlsEnabled", "authorizationEnabled", "defaultRootPassword", "superUsers",
                        "rootShouldBindRole", "enablePublicPrivilege", "rbac", "managementMetricsOnly"});
}

void read_proxy(const Section& proxy, Config& config) {
  proxy.read("port", config.proxy_port, kMaxPort);
  const Section http = proxy.section("http");
  http.read("enabled", config.http.enabled);
  if (const auto* port = http.find("port");
      port != nullptr && !port->value.IsNull() && !(port->value.IsScalar() && port->value.Scalar().empty()))
    http.read("port", config.http.port.emplace(), kMaxPort);
  http.read("enableHSTS", config.http.hsts);
  http.read("hstsMaxAge", config.http.hsts_max_age, std::numeric_limits<std::uint32_t>::max());
  http.read("hstsIncludeSubDomains", config.http.hsts_subdomains);
  expect_at_home(http);
  http.expect_only({"enabled", "port", "debug_mode", "acceptTypeAllowInt64", "enablePprof", "enableWebUI", "enableHSTS",
                    "hstsMaxAge", "hstsIncludeSubDomains"});
}

Status check_required(const Config& config) {
  if (auto status = check_files_for(config.tls_mode, config.tls); !status.ok()) return status;
  if (!config.internal_tls.enabled) return absl::OkStatus();
  return check_files_for(model::TlsMode::mutual, config.internal_tls.files);
}

}  // namespace

Status check_files_for(model::TlsMode mode, const TlsFiles& files) {
  if (mode == model::TlsMode::none) return absl::OkStatus();
  for (const auto* file : {&files.chain, &files.key, &files.ca}) {
    if (!file->path.empty() || (file == &files.ca && mode != model::TlsMode::mutual)) continue;
    return bad_input(file->key +
                     " is not set, and this server has no default certificate (Milvus would silently use its " +
                     "published default key); set the path, or set " +
                     (file->key.starts_with("internal") ? "internaltlsEnabled: false" : "tlsMode: 0"));
  }
  return absl::OkStatus();
}

Result<Config> parse_config(const std::string& text, const std::string& file) {
  Document document{text, file};
  const Section top{document};
  const Section common = top.section("common");
  const Section security = common.section("security");
  const Section proxy = top.section("proxy");
  const Section tls = top.section("tls");
  const Section internal = top.section("internaltls");
  expect_no_wrapper(top);
  for (const auto* section : {&top, &common, &security, &proxy, &tls, &internal}) expect_at_home(*section);

  Config config;
  read_security(security, config);
  read_proxy(proxy, config);
  read_files(tls, config.tls);
  tls.expect_only({"serverPemPath", "serverKeyPath", "caPemPath"});
  read_files(internal, config.internal_tls.files);
  internal.read("sni", config.internal_tls.server_name);
  internal.expect_only({"serverPemPath", "serverKeyPath", "caPemPath", "sni"});
  for (std::size_t i = 0; i < kComponents.size(); ++i) {
    config.component_ports[i] = kComponents[i].usual;
    top.section(kComponents[i].section).read(kComponents[i].key, config.component_ports[i], kMaxPort);
  }
  if (!document.status().ok()) return document.status();
  if (const auto status = check_required(config); !status.ok()) return bad_input(file + ": " + message(status));
  return config;
}

Result<Config> read_config(const std::filesystem::path& file) {
  const auto text = core::read_file(file, kMaxConfigBytes);
  if (!text.ok()) return text.status();
  return parse_config(*text, file.string());
}

}  // namespace tlsgauge::server
