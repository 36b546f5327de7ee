#include "reference_load.hpp"

#include "pki/layout.hpp"

namespace tlsgauge::load {

using namespace std::chrono_literals;

void ReferenceLoad::serve(model::TlsMode mode) {
  mode_ = mode;
  auto directory = core::TemporaryDirectory::make();
  ASSERT_TRUE(directory.ok());
  directory_.emplace(*std::move(directory));
  ASSERT_TRUE(pki::generate(certificates(), {.key = pki::KeyKind::ec_p256}).ok());
  model::Topology topology;
  topology.tls_mode = mode;
  auto lease = deployment::reference_backend(TLSGAUGE_SERVER)
                   ->start({.topology = topology, .certificates = certificates(), .directory = directory_->path()},
                           core::Deadline{core::steady_clock(), 20s});
  ASSERT_TRUE(lease.ok()) << lease.status();
  lease_ = *std::move(lease);
}

void ReferenceLoad::aim(Plan& plan, model::Port port, const std::string& alpn) const {
  plan.endpoint = lease_->endpoint(port).value();
  plan.plaintext = mode_ == model::TlsMode::none;
  plan.tls.client = {.trust = certificates() / "ca.pem",
                     .certificate = certificates() / "client.pem",
                     .key = certificates() / "client.key",
                     .server_name = "localhost",
                     .login = {}};
  plan.tls.alpn = alpn;
  plan.pace = {.connections = 4, .threads = 2, .duration = 20s, .count = 60, .warm_up = 0s};
}

void ReferenceLoad::disarm(Plan& plan) {
  plan.tls.client.certificate.clear();
  plan.tls.client.key.clear();
}

}  // namespace tlsgauge::load
