#include "component/probe/probing.hpp"

// Servers that will not go on, and clients that will not.
namespace tlsgauge::probe {
namespace {

using namespace test_support;
using model::Close;
using model::Party;
using model::Port;
using model::Stage;
using testing::AllOf;
using testing::HasSubstr;
namespace alerts = model::alerts;

TEST(Refusal, IsAClosedConnection) {
  const FakeServer server{close_at_once};
  EXPECT_THAT(observe(tls_exchange(with_certificate()), server),
              AllOf(IsRefused(Party::server, Stage::handshake), HasNoAlert(), Closed(Close::fin)));
}

TEST(Refusal, IsAResetConnection) {
  const FakeServer server{reset};
  EXPECT_THAT(observe(tls_exchange(with_certificate()), server),
              AllOf(IsRefused(Party::server, Stage::handshake), HasNoAlert(), Closed(Close::rst)));
}

TEST(Refusal, OfBytesThatAreNoTlsIsTheClients) {
  const FakeServer server{answer("220 mail.example ESMTP, how do you do\r\n")};
  EXPECT_THAT(observe(tls_exchange(with_certificate()), server), IsRefused(Party::client, Stage::handshake));
}

TEST(Refusal, OfTheServersCertificateIsTheClients) {
  const FakeServer server{tls_server(fake_tls(answer_over_tls(std::string{kSettingsFrame})))};
  auto exchange = tls_exchange(without_certificate());
  exchange.client.trust = certificates() / "stranger/ca.pem";
  const auto seen = observe(exchange, server);
  EXPECT_THAT(seen, AllOf(IsRefused(Party::client, Stage::handshake), HasAlert(alerts::unknown_ca)));
  EXPECT_THAT(seen.detail, HasSubstr("certificate verify failed"));
}

TEST(Refusal, OfTheServersNameIsTheClients) {
  const FakeServer server{tls_server(fake_tls(answer_over_tls(std::string{kSettingsFrame})))};
  auto exchange = tls_exchange(without_certificate());
  exchange.client.server_name = "milvus.example";
  EXPECT_THAT(observe(exchange, server), IsRefused(Party::client, Stage::handshake));
}

TEST(Refusal, OfAProtocolVersionIsTheServers) {
  auto settings = fake_tls(hang);
  settings.version = model::TlsVersion::tls1_3;
  const FakeServer server{tls_server(std::move(settings))};
  auto exchange = tls_exchange(without_certificate());
  exchange.versions = {.oldest = model::TlsVersion::tls1_2, .newest = model::TlsVersion::tls1_2};
  EXPECT_THAT(observe(exchange, server),
              AllOf(IsRefused(Party::server, Stage::handshake), HasAlert(alerts::protocol_version)));
}

struct RefusedClient {
  std::string_view name;
  model::TlsVersion version;
  model::Identity (*client)();
  model::Exchange (*exchange)(model::Identity);
  Stage stage;
  model::Alert alert;
};

model::Exchange tls_to_grpc_as(model::Identity client) { return tls_exchange(std::move(client)); }
model::Exchange tls_to_rest_as(model::Identity client) { return tls_exchange(std::move(client), Port::rest); }
model::Exchange rest_as(model::Identity client) { return rest_exchange(std::move(client)); }
model::Exchange grpc_as(model::Identity client) { return grpc_exchange(std::move(client)); }

class ClientCertificate : public testing::TestWithParam<RefusedClient> {};

// The server would answer anybody whom it lets in: a probe that took its own handshake for an acceptance, or read no
// further, would not see these refusals.
TEST_P(ClientCertificate, IsRefusedWithTheServersAlert) {
  auto settings = demanding(answer_over_tls(std::string{kSettingsFrame}));
  settings.version = GetParam().version;
  const FakeServer server{tls_server(std::move(settings))};
  EXPECT_THAT(observe(GetParam().exchange(GetParam().client()), server),
              AllOf(IsRefused(Party::server, GetParam().stage), HasAlert(GetParam().alert)));
}

using model::TlsVersion;

INSTANTIATE_TEST_SUITE_P(Refusal, ClientCertificate,
                         testing::Values(RefusedClient{"Tls13None", TlsVersion::tls1_3, without_certificate,
                                                       tls_to_grpc_as, Stage::first_read, alerts::certificate_required},
                                         RefusedClient{"Tls13NoneOnRest", TlsVersion::tls1_3, without_certificate,
                                                       tls_to_rest_as, Stage::first_read, alerts::certificate_required},
                                         RefusedClient{"Tls13NoneOverRest", TlsVersion::tls1_3, without_certificate,
                                                       rest_as, Stage::first_read, alerts::certificate_required},
                                         RefusedClient{"Tls13NoneOverGrpc", TlsVersion::tls1_3, without_certificate,
                                                       grpc_as, Stage::first_read, alerts::certificate_required},
                                         RefusedClient{"Tls13Stranger", TlsVersion::tls1_3, stranger, tls_to_grpc_as,
                                                       Stage::first_read, alerts::unknown_ca},
                                         RefusedClient{"Tls13StrangerOverGrpc", TlsVersion::tls1_3, stranger, grpc_as,
                                                       Stage::first_read, alerts::unknown_ca},
                                         RefusedClient{"Tls12None", TlsVersion::tls1_2, without_certificate,
                                                       tls_to_grpc_as, Stage::handshake, alerts::handshake_failure},
                                         RefusedClient{"Tls12Stranger", TlsVersion::tls1_2, stranger, tls_to_grpc_as,
                                                       Stage::handshake, alerts::unknown_ca},
                                         RefusedClient{"Tls12StrangerOverRest", TlsVersion::tls1_2, stranger, rest_as,
                                                       Stage::handshake, alerts::unknown_ca}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(GrpcLibraryProbe, FindsTheServersAlert) {
  const FakeServer server{tls_server(demanding(answer_over_tls(std::string{kSettingsFrame})))};
  EXPECT_THAT(observe(grpc_exchange(stranger(), model::GrpcTransport::library), server),
              AllOf(IsRefused(Party::server, Stage::first_read), HasAlert(alerts::unknown_ca)));
}

TEST(GrpcLibraryProbe, KnowsItsOwnRefusal) {
  const FakeServer server{tls_server(fake_tls(hang))};
  auto client = without_certificate();
  client.trust = certificates() / "stranger/ca.pem";
  EXPECT_THAT(observe(grpc_exchange(client, model::GrpcTransport::library), server),
              IsRefused(Party::client, Stage::handshake));
}

struct Page {
  std::string_view name;
  std::string_view status;
  std::string_view body;
  int code;
};

class PageThatDenies : public testing::TestWithParam<Page> {};

TEST_P(PageThatDenies, IsARefusalAtHttp) {
  const FakeServer server{tls_server(fake_tls(answer_over_tls(http_answer(GetParam().status, GetParam().body))))};
  for (const auto& exchange : {rest_exchange(without_certificate()), tls_exchange(without_certificate(), Port::rest)}) {
    const auto seen = observe(exchange, server);
    EXPECT_THAT(seen, AllOf(IsRefused(Party::server, Stage::http), HasNoAlert()));
    EXPECT_EQ(seen.answer.http_status, GetParam().code);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Refusal, PageThatDenies,
    testing::Values(Page{"NginxWantsACertificate", "400 Bad Request",
                         "<html><center><h1>400 Bad Request</h1></center><center>No required SSL certificate was "
                         "sent</center></html>",
                         400},
                    Page{"Unauthorized", "401 Unauthorized", "{}", 401}, Page{"Forbidden", "403 Forbidden", "", 403}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::probe
