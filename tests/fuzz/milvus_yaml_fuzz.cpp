#include <algorithm>

#include "deployment/milvus_yaml.hpp"
#include "fuzz.hpp"
#include "server/config.hpp"

// milvus.yaml: what the server reads of any, and that it reads back what a deployment writes.

namespace {

using namespace tlsgauge;

void require_sound(const server::Config& config) {
  fuzz::require(static_cast<unsigned>(config.tls_mode) <= 2, "tlsMode is 0, 1 or 2");
  fuzz::require(server::check_files_for(config.tls_mode, config.tls).ok(), "a mode has the files that it needs");
  fuzz::require(
      !config.internal_tls.enabled || server::check_files_for(model::TlsMode::mutual, config.internal_tls.files).ok(),
      "internal TLS has the files that it needs");
}

/// The text as a path in the configuration that a deployment writes.
void write_and_read(const std::string& path) {
  model::Topology topology;
  topology.tls_mode = model::TlsMode::mutual;
  topology.internal_tls = true;
  const auto text = deployment::to_yaml(deployment::guide_settings(topology, path, deployment::usual_ports()));
  const auto config = server::parse_config(text, "milvus.yaml");
  fuzz::require(config.ok(), "the server reads what a deployment writes", message(config.status()));
  fuzz::require(config->tls_mode == topology.tls_mode && config->internal_tls.enabled, "and takes it as it is meant");
  fuzz::require(config->tls.chain.path == std::filesystem::path{path} / "server.pem", "paths are kept",
                config->tls.chain.path.string());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto config = server::parse_config(text, "milvus.yaml");
  if (config.ok()) {
    require_sound(*config);
  } else {
    fuzz::require_fault(config.status(), "milvus.yaml:");
  }
  if (std::ranges::all_of(text, [](char c) { return c > 0; }))
    write_and_read(text);  // YAML is UTF-8, a path has no NUL
  return 0;
}
