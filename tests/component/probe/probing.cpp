#include "component/probe/probing.hpp"

#include "core/file.hpp"
#include "pki/layout.hpp"

namespace tlsgauge::test_support {

const std::filesystem::path& certificates() {
  static const auto directory = core::TemporaryDirectory::make();
  static const bool made = pki::generate(directory->path(), {.key = pki::KeyKind::ec_p256}).ok() &&
                           pki::generate(directory->path() / "stranger", {.key = pki::KeyKind::ec_p256}).ok();
  EXPECT_TRUE(made);
  return directory->path();
}

FakeTls fake_tls(TlsBehaviour then) { return {.certificates = certificates(), .then = std::move(then)}; }

FakeTls demanding(TlsBehaviour then) {
  return {.certificates = certificates(), .demands_certificate = true, .then = std::move(then)};
}

model::Identity without_certificate() { return {.trust = certificates() / "ca.pem"}; }

model::Identity with_certificate() {
  return {.trust = certificates() / "ca.pem",
          .certificate = certificates() / "client.pem",
          .key = certificates() / "client.key"};
}

model::Identity stranger() {
  return {.trust = certificates() / "ca.pem",
          .certificate = certificates() / "stranger/client.pem",
          .key = certificates() / "stranger/client.key"};
}

model::Exchange tls_exchange(model::Identity client, model::Port port) {
  return {.client = std::move(client), .action = model::TlsExchange{.port = port}};
}

model::Exchange rest_exchange(model::Identity client) {
  return {.client = std::move(client), .action = model::RestExchange{}};
}

model::Exchange grpc_exchange(model::Identity client, model::GrpcTransport transport) {
  return {.client = std::move(client), .action = model::GrpcExchange{.transport = transport}};
}

model::Exchange plaintext(model::Exchange exchange) {
  exchange.plaintext = true;
  return exchange;
}

model::Observation observe(const model::Exchange& exchange, const model::Endpoint& endpoint,
                           std::chrono::milliseconds limit) {
  const auto seen = probe::perform(exchange, endpoint, core::Deadline{core::steady_clock(), limit});
  EXPECT_TRUE(seen.ok()) << message(seen.status());
  return seen.ok() ? *seen : model::Observation{.outcome = model::Unreachable{}, .detail = "a harness fault"};
}

model::Observation observe(const model::Exchange& exchange, const FakeServer& server, std::chrono::milliseconds limit) {
  return observe(exchange, server.endpoint(), limit);
}

}  // namespace tlsgauge::test_support
