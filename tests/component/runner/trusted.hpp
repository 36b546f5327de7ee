#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "deployment/backend.hpp"
#include "runner/certificates.hpp"
#include "support/fake_tls_server.hpp"

namespace tlsgauge::test_support {

/// No target is ever started.
class NoBackend final : public deployment::Backend {
 public:
  [[nodiscard]] model::TargetFacts facts() const override { return {.name = "none"}; }
  [[nodiscard]] Result<std::unique_ptr<deployment::Lease>> start(const deployment::StartOptions& /*options*/,
                                                                 const core::Deadline& /*ready_by*/) override {
    return unsupported("nothing to start");
  }
};

/// The certificates that a process's tests share: generating keys takes a while.
inline runner::Certificates& shared_certificates() {
  static auto certificates = runner::Certificates::make();
  EXPECT_TRUE(certificates.ok());
  return *certificates;
}

/// The directory of the layout "working".
inline std::filesystem::path trusted_certificates() {
  const auto directory = shared_certificates().directory({});
  EXPECT_TRUE(directory.ok()) << message(directory.status());
  return directory.ok() ? *directory : std::filesystem::path{};
}

/// A TLS server of that layout which demands a client certificate.
inline FakeTls mutual_server(TlsBehaviour then) {
  return {.certificates = trusted_certificates(), .demands_certificate = true, .then = std::move(then)};
}

}  // namespace tlsgauge::test_support
