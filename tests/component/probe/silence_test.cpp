#include "component/probe/probing.hpp"

// A server that says nothing has not refused, and has not accepted. RFC 8446 lets a TLS 1.3 client finish before the
// server has judged its certificate, so a completed handshake proves nothing either.
namespace tlsgauge::probe {
namespace {

using namespace test_support;
using model::Stage;
using testing::AllOf;

struct SilencedClient {
  std::string_view name;
  model::Exchange (*exchange)();
  Stage stage;
};

std::string client_name(const testing::TestParamInfo<SilencedClient>& test) { return std::string{test.param.name}; }

model::Exchange tls_to_grpc() { return tls_exchange(with_certificate()); }
model::Exchange tls_to_rest() { return tls_exchange(with_certificate(), model::Port::rest); }
model::Exchange rest() { return rest_exchange(with_certificate()); }
model::Exchange grpc() { return grpc_exchange(with_certificate()); }
model::Exchange plaintext_tls_kind() { return plaintext(tls_to_grpc()); }
model::Exchange plaintext_rest() { return plaintext(rest()); }
model::Exchange plaintext_grpc() { return plaintext(grpc()); }

class MuteServer : public testing::TestWithParam<SilencedClient> {};

TEST_P(MuteServer, IsSilent) {
  const FakeServer server{say_nothing};
  const auto seen = observe(GetParam().exchange(), server, kPatience);
  EXPECT_THAT(seen, AllOf(IsSilentAt(GetParam().stage), Closed(model::Close::none)));
  EXPECT_GE(seen.timings.verdict, kPatience / 2) << "it did not wait";
  EXPECT_LT(seen.timings.verdict, kOnTime);
}

INSTANTIATE_TEST_SUITE_P(Probe, MuteServer,
                         testing::Values(SilencedClient{"Tls", tls_to_grpc, Stage::handshake},
                                         SilencedClient{"TlsToRest", tls_to_rest, Stage::handshake},
                                         SilencedClient{"Rest", rest, Stage::handshake},
                                         SilencedClient{"Grpc", grpc, Stage::handshake},
                                         SilencedClient{"Plaintext", plaintext_tls_kind, Stage::first_read},
                                         SilencedClient{"PlaintextRest", plaintext_rest, Stage::first_read},
                                         SilencedClient{"PlaintextGrpc", plaintext_grpc, Stage::rpc}),
                         client_name);

class ServerThatHangsAfterTheHandshake : public testing::TestWithParam<SilencedClient> {};

TEST_P(ServerThatHangsAfterTheHandshake, IsSilentAndHasNotAccepted) {
  const FakeServer server{tls_server(demanding(hang))};
  const auto seen = observe(GetParam().exchange(), server, kPatience);
  EXPECT_THAT(seen, IsSilentAt(GetParam().stage));
  EXPECT_TRUE(seen.tls) << "the handshake was completed";
  EXPECT_LT(seen.timings.verdict, kOnTime);
}

INSTANTIATE_TEST_SUITE_P(Probe, ServerThatHangsAfterTheHandshake,
                         testing::Values(SilencedClient{"Tls", tls_to_grpc, Stage::first_read},
                                         SilencedClient{"TlsToRest", tls_to_rest, Stage::first_read},
                                         SilencedClient{"Rest", rest, Stage::first_read},
                                         SilencedClient{"Grpc", grpc, Stage::rpc}),
                         client_name);

TEST(GrpcLibraryProbe, SeesSilence) {
  const FakeServer server{say_nothing};
  const auto exchange = grpc_exchange(with_certificate(), model::GrpcTransport::library);
  EXPECT_THAT(observe(exchange, server, kPatience), IsSilentAt(Stage::rpc));
}

}  // namespace
}  // namespace tlsgauge::probe
