#include "component/probe/probing.hpp"
#include "core/file.hpp"
#include "pki/forge/forge.hpp"

// Clients whose certificates were forged: what is sent is what was forged, or the harness says that it cannot.
namespace tlsgauge::probe {
namespace {

using namespace test_support;
using model::CertificateRecipe;
using model::Party;
using model::Stage;
using testing::HasSubstr;
namespace alerts = model::alerts;

class Forged : public testing::TestWithParam<model::TlsVersion> {
 protected:
  /// A client of the chain that `recipe` makes.
  model::Exchange exchange(const std::vector<CertificateRecipe>& certificates, std::optional<std::string> proof = {}) {
    const auto ground = pki::load_ground(test_support::certificates());
    EXPECT_TRUE(ground.ok()) << ground.status();
    pki::KeyRing keys;
    const auto forged = pki::forge({.id = "CC-999",
                                    .slug = "slug",
                                    .defect = "d",
                                    .certificates = certificates,
                                    .chain = {"leaf"},
                                    .proof = std::move(proof)},
                                   *ground, keys, std::time(nullptr));
    EXPECT_TRUE(forged.ok()) << forged.status();
    EXPECT_TRUE(pki::write_pem(*forged, directory_->path() / "case").ok());
    auto exchange = tls_exchange({.trust = test_support::certificates() / "ca.pem",
                                  .certificate = directory_->path() / "case/chain.pem",
                                  .key = directory_->path() / "case/key.pem",
                                  .forged = true});
    exchange.versions = {.oldest = GetParam(), .newest = GetParam()};
    return exchange;
  }

  static FakeTls server() {
    auto server = demanding(answer_over_tls(std::string{kHttp2Answer}));
    server.version = GetParam();
    return server;
  }

  static Status fault(const model::Exchange& exchange, const FakeServer& server) {
    return perform(exchange, server.endpoint(), core::Deadline{core::steady_clock(), std::chrono::seconds{10}})
        .status();
  }

  [[nodiscard]] Stage stage() const {
    return GetParam() == model::TlsVersion::tls1_3 ? Stage::first_read : Stage::handshake;
  }

  Result<core::TemporaryDirectory> directory_ = core::TemporaryDirectory::make();
};

TEST_P(Forged, CorrectClientIsLetIn) {
  const FakeServer server{tls_server(this->server())};
  EXPECT_THAT(observe(exchange({{.name = "leaf"}}), server), IsAccepted());
}

TEST_P(Forged, ClientWithAnothersKeyIsFoundOut) {
  const FakeServer server{tls_server(this->server())};
  for (const auto* kind : {"ec:P-256", "ec:P-384", "rsa:2048"}) {
    const auto seen =
        observe(exchange({{.name = "leaf", .key = kind}, {.name = "thief", .key = kind}}, "thief"), server);
    EXPECT_THAT(seen, IsRefused(Party::server, stage())) << kind;
    EXPECT_THAT(seen, HasAlert(alerts::decrypt_error)) << kind;
  }
}

TEST_P(Forged, WeakCertificateIsSentAllTheSame) {
  const FakeServer server{tls_server(this->server())};
  const auto seen = observe(exchange({{.name = "leaf", .key = "rsa:1024"}}), server);
  EXPECT_THAT(seen, IsRefused(Party::server, stage()));
}

TEST_P(Forged, CertificateThatOpenSslCannotReadIsNoRefusal) {
  const FakeServer server{tls_server(this->server())};
  const model::Edit cut{.at = "", .operation = model::Truncate{-1}};
  const auto unreadable = fault(exchange({{.name = "leaf", .damages = {cut}}}), server);
  EXPECT_TRUE(absl::IsUnimplemented(unreadable)) << unreadable;
  EXPECT_THAT(message(unreadable), HasSubstr("cannot send this certificate"));
}

TEST_P(Forged, CertificateThatWasNotSentIsNoRefusal) {
  if (GetParam() == model::TlsVersion::tls1_2) return;  // which still has signatures with DSA
  const FakeServer server{tls_server(this->server())};
  const auto withheld = fault(exchange({{.name = "leaf", .key = "dsa:1024"}}), server);
  EXPECT_TRUE(absl::IsUnimplemented(withheld)) << withheld;
  EXPECT_THAT(message(withheld), HasSubstr("does not send this certificate"));
}

std::string version_name(const testing::TestParamInfo<model::TlsVersion>& test) {
  return test.param == model::TlsVersion::tls1_3 ? "Tls13" : "Tls12";
}

INSTANTIATE_TEST_SUITE_P(Versions, Forged, testing::Values(model::TlsVersion::tls1_2, model::TlsVersion::tls1_3),
                         version_name);

}  // namespace
}  // namespace tlsgauge::probe
