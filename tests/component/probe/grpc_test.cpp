#include <sys/socket.h>

#include <array>

#include "component/probe/probing.hpp"

// gRPC calls every end of a connection UNAVAILABLE, and makes up other statuses of its own: none of them is an answer.
namespace tlsgauge::probe {
namespace {

using namespace std::string_literals;
using namespace test_support;
using model::Party;
using model::Stage;

struct Garbage {
  std::string_view name;
  std::string bytes;
};

class NoGrpcServer : public testing::TestWithParam<Garbage> {};

TEST_P(NoGrpcServer, HasNotAccepted) {
  const FakeServer in_the_clear{answer(GetParam().bytes)};
  const FakeServer over_tls{tls_server(demanding(answer_over_tls(GetParam().bytes)))};
  for (const auto& seen :
       {observe(plaintext(grpc_exchange({})), in_the_clear), observe(grpc_exchange(with_certificate()), over_tls)}) {
    EXPECT_TRUE(std::holds_alternative<model::Refused>(seen.outcome)) << model::describe(seen);
    EXPECT_EQ(seen.answer.grpc_status, std::nullopt);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Probe, NoGrpcServer,
    testing::Values(Garbage{"Nothing", ""}, Garbage{"Prose", "220 mail.example ESMTP\r\n"},
                    Garbage{"Http1", "HTTP/1.1 400 Bad Request\r\n\r\n"}, Garbage{"Http1Ok", "HTTP/1.1 200 OK\r\n\r\n"},
                    Garbage{"TlsAlert", "\x15\x03\x01\x00\x02\x02\x46"s}, Garbage{"Zeros", std::string(64, '\0')},
                    Garbage{"FrameTooLarge", "\xff\xff\xff\x00\x00\x00\x00\x00\x01"s},
                    Garbage{"SettingsThenTheEnd", std::string{kSettingsFrame}},
                    Garbage{"SettingsThenGarbage", std::string{kSettingsFrame} + std::string(64, '\xff')},
                    Garbage{"GoAway", std::string{kSettingsFrame} + "\0\0\x08\7\0\0\0\0\0\0\0\0\0\0\0\0\1"s}),
    [](const auto& test) { return std::string{test.param.name}; });

// nginx and its like judge their clients after the handshake, and send SETTINGS to everybody.
TEST(Http2BadRequest, IsARefusalOfTheClient) {
  const FakeServer server{tls_server(demanding(answer_over_tls(std::string{kHttp2BadRequest})))};
  for (const auto& exchange : {tls_exchange(with_certificate()), grpc_exchange(with_certificate())}) {
    const auto seen = observe(exchange, server);
    EXPECT_THAT(seen, IsRefused(Party::server, Stage::http));
    EXPECT_EQ(seen.answer.http_status, 400);
  }
}

TEST(GrpcProbe, IsRefusedByAServerThatResetsItsStream) {
  const FakeServer server{[](int connection) {
    const std::string reset_stream = "\0\0\4\3\0\0\0\0\1\0\0\0\1"s;  // RFC 9113 section 6.4: PROTOCOL_ERROR on stream 1
    ::send(connection, kSettingsFrame.data(), kSettingsFrame.size(), MSG_NOSIGNAL);
    std::array<char, 4096> request{};
    while (::recv(connection, request.data(), request.size(), 0) > 0)
      ::send(connection, reset_stream.data(), reset_stream.size(), MSG_NOSIGNAL);
  }};
  const auto seen = observe(plaintext(grpc_exchange({})), server);
  EXPECT_THAT(seen, IsRefused(Party::server, Stage::first_read));
  EXPECT_EQ(seen.answer.grpc_status, std::nullopt);
}

TEST(GrpcProbe, IsRefusedByAPlaintextServerThatCloses) {
  const FakeServer server{close_at_once};
  EXPECT_THAT(observe(plaintext(grpc_exchange({})), server), IsRefused(Party::server, Stage::first_read));
}

TEST(GrpcLibraryProbe, IsRefusedByAPlaintextServerThatCloses) {
  const FakeServer server{close_at_once};
  const auto exchange = plaintext(grpc_exchange({}, model::GrpcTransport::library));
  const auto seen = observe(exchange, server);
  EXPECT_TRUE(std::holds_alternative<model::Refused>(seen.outcome)) << model::describe(seen);
}

}  // namespace
}  // namespace tlsgauge::probe
