#include "component/probe/probing.hpp"

// Accepted is only who had an answer of the application.
namespace tlsgauge::probe {
namespace {

using namespace test_support;
using model::Party;
using model::Port;
using model::Stage;
using model::TlsVersion;

class EveryVersion : public testing::TestWithParam<TlsVersion> {
 protected:
  [[nodiscard]] static Behaviour server_that_answers(std::string bytes) {
    auto settings = demanding(answer_over_tls(std::move(bytes)));
    settings.version = GetParam();
    return tls_server(std::move(settings));
  }
};

TEST_P(EveryVersion, AcceptsWithAnHttp2Answer) {
  const FakeServer server{server_that_answers(std::string{kHttp2Answer})};
  const auto seen = observe(tls_exchange(with_certificate()), server);
  EXPECT_THAT(seen, IsAccepted());
  EXPECT_EQ(seen.answer.http_status, 200);
  ASSERT_TRUE(seen.tls);
  EXPECT_EQ(seen.tls->version, GetParam());
  EXPECT_TRUE(seen.tls->client_certificate_requested);
  EXPECT_EQ(seen.tls->signature, "ecdsa_secp256r1_sha256");
  EXPECT_EQ(seen.tls->server_certificate_sha256.size(), 64U);
  EXPECT_LE(seen.timings.tcp, seen.timings.handshake);
  EXPECT_LE(seen.timings.handshake, seen.timings.verdict);
}

TEST_P(EveryVersion, AcceptsWithAnHttpAnswer) {
  const FakeServer server{server_that_answers(http_answer("200 OK", "{\"data\":[]}"))};
  const auto seen = observe(rest_exchange(with_certificate()), server);
  EXPECT_THAT(seen, IsAccepted());
  EXPECT_EQ(seen.answer.http_status, 200);
  EXPECT_EQ(seen.answer.text, "{\"data\":[]}");
}

TEST_P(EveryVersion, AcceptsWithAnyHttpAnswerThatDoesNotDeny) {
  const FakeServer server{server_that_answers(http_answer("404 Not Found", "404 page not found"))};
  const auto seen = observe(tls_exchange(with_certificate(), Port::rest), server);
  EXPECT_THAT(seen, IsAccepted());
  EXPECT_EQ(seen.answer.http_status, 404);
}

INSTANTIATE_TEST_SUITE_P(Acceptance, EveryVersion, testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3),
                         [](const auto& test) { return test.param == TlsVersion::tls1_2 ? "Tls12" : "Tls13"; });

TEST(Acceptance, NeedsNoLengthOfAnAnswerThatEndsInOrder) {
  const FakeServer server{tls_server(fake_tls(answer_over_tls("HTTP/1.1 200 OK\r\n\r\nall of it")))};
  const auto seen = observe(rest_exchange(without_certificate()), server);
  EXPECT_THAT(seen, IsAccepted());
  EXPECT_EQ(seen.answer.text, "all of it");
}

struct NoAnswer {
  std::string_view name;
  std::string_view bytes;
  Stage stage;
};

class EndAfterTheHandshake : public testing::TestWithParam<NoAnswer> {};

TEST_P(EndAfterTheHandshake, IsNoAcceptance) {
  const FakeServer server{tls_server(demanding(answer_over_tls(std::string{GetParam().bytes})))};
  EXPECT_THAT(observe(rest_exchange(with_certificate()), server), IsRefused(Party::server, GetParam().stage));
}

INSTANTIATE_TEST_SUITE_P(Acceptance, EndAfterTheHandshake,
                         testing::Values(NoAnswer{"Nothing", "", Stage::first_read},
                                         NoAnswer{"OneByte", "H", Stage::http},
                                         NoAnswer{"HalfAHeader", "HTTP/1.1 200 OK\r\nContent-Type:", Stage::http},
                                         NoAnswer{"AnotherProtocol", "SSH-2.0-OpenSSH_9.2\r\n", Stage::http},
                                         NoAnswer{"Http2", std::string_view{"\0\0\0\4\0\0\0\0\0", 9}, Stage::http}),
                         [](const auto& test) { return std::string{test.param.name}; });

// Whoever hears the beginning of an answer was let in, whatever becomes of the rest.
TEST(RestProbe, AcceptsAnAnswerThatIsCutOff) {
  const FakeServer server{tls_server(demanding(answer_over_tls("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")))};
  EXPECT_THAT(observe(rest_exchange(with_certificate()), server), IsAccepted());
}

TEST(GrpcProbe, AcceptsAnAnswerThatIsCutOff) {
  const FakeServer server{tls_server(demanding(answer_over_tls(std::string{kHttp2Answer})))};
  EXPECT_THAT(observe(grpc_exchange(with_certificate()), server), IsAccepted());
}

TEST(TlsProbe, AcceptsNothingLessThanAnAnswer) {
  for (const std::string& bytes : {std::string(9, '\7'), http_answer("200 OK", "hello"), std::string{"short"},
                                   std::string{kSettingsFrame}, std::string{kHttp2Answer.substr(9)}}) {
    const FakeServer server{tls_server(demanding(answer_over_tls(bytes)))};
    EXPECT_THAT(observe(tls_exchange(with_certificate()), server), IsRefused(Party::server, Stage::first_read))
        << bytes;
  }
}

}  // namespace
}  // namespace tlsgauge::probe
