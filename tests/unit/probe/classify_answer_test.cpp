#include <gtest/gtest.h>

#include "probe/classify.hpp"

// HTTP answers, gRPC statuses, and the ends of programs.
namespace tlsgauge::probe {
namespace {

using model::Accepted;
using model::Party;
using model::Refused;
using model::Silent;
using model::Stage;
using model::Unreachable;

struct HttpCase {
  std::string_view name;
  int status;
  std::string_view body;
  std::string_view security;
};

// A namespace of its own, because probe::HttpAnswer is a struct.
namespace classified {

class HttpAnswer : public testing::TestWithParam<HttpCase> {};

TEST_P(HttpAnswer, IsClassified) {
  const auto outcome = classify_http(GetParam().status, std::string{GetParam().body});
  EXPECT_EQ(model::security(outcome), GetParam().security);
  if (const auto* refused = std::get_if<Refused>(&outcome)) {
    EXPECT_EQ(refused->by, Party::server);
    EXPECT_EQ(refused->stage, Stage::http);
    EXPECT_FALSE(refused->alert);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Probe, HttpAnswer,
    testing::Values(
        HttpCase{"Ok", 200, "[]", "accepted"}, HttpCase{"OkAboutCertificates", 200, "a certificate", "accepted"},
        HttpCase{"NotFound", 404, "404 page not found", "accepted"},
        HttpCase{"BadRequestOfTheApplication", 400, "missing field", "accepted"},
        HttpCase{"ServerError", 500, "certificate", "accepted"}, HttpCase{"Unauthorized", 401, "", "rejected"},
        HttpCase{"Forbidden", 403, "", "rejected"},
        HttpCase{"NginxNoCertificate", 400, "<center>No required SSL certificate was sent</center>", "rejected"},
        HttpCase{"NginxBadCertificate", 400, "<center>The SSL certificate error</center>", "rejected"},
        HttpCase{"NginxPlaintext", 400, "<center>The plain HTTP request was sent to HTTPS port</center>", "rejected"},
        HttpCase{"GoPlaintext", 400, "Client sent an HTTP request to an HTTPS server.\n", "rejected"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace classified

TEST(Http2Status, IsARefusalWhereItIsAboutTheClient) {
  for (const int status : {200, 404, 415, 500, 503})
    EXPECT_TRUE(std::holds_alternative<Accepted>(classify_http2(status))) << status;
  for (const int status : {400, 401, 403}) {
    const auto outcome = classify_http2(status);
    ASSERT_TRUE(std::holds_alternative<Refused>(outcome)) << status;
    EXPECT_EQ(std::get<Refused>(outcome).by, Party::server);
    EXPECT_EQ(std::get<Refused>(outcome).stage, Stage::http);
    EXPECT_FALSE(std::get<Refused>(outcome).alert);
  }
}

TEST(GrpcStatus, ThatDeniesAccessIsARefusal) {
  for (const int code : {7, 16}) {
    const auto outcome = classify_grpc(code);
    ASSERT_TRUE(std::holds_alternative<Refused>(outcome)) << code;
    EXPECT_EQ(std::get<Refused>(outcome).by, Party::server);
    EXPECT_EQ(std::get<Refused>(outcome).stage, Stage::rpc);
  }
}

TEST(GrpcStatus, OfAnyOtherKindIsTheApplicationSpeaking) {
  for (int code = 0; code <= 16; ++code) {
    const bool denies = code == 7 || code == 16;
    EXPECT_EQ(std::holds_alternative<Accepted>(classify_grpc(code)), !denies) << code;
  }
}

TEST(ProgramEnd, WithExitCodeZeroIsAnAcceptance) {
  EXPECT_TRUE(std::holds_alternative<Accepted>(*classify_program({.exit_code = 0, .output = "SSL alert number 42"})));
}

TEST(ProgramEnd, OfCurlIsJudgedByTheHttpStatusThatItPrints) {
  const auto refused = [](std::string output) {
    return std::holds_alternative<Refused>(*classify_program({.exit_code = 0, .output = std::move(output)}));
  };
  EXPECT_TRUE(refused("HTTP/1.1 400 Bad Request\r\n\r\n<center>No required SSL certificate was sent</center>"));
  EXPECT_TRUE(refused("HTTP/2 401 \r\n\r\n"));
  EXPECT_FALSE(refused("HTTP/1.1 404 Not Found\r\n\r\n404 page not found"));
  EXPECT_FALSE(refused("HTTP/1.1"));
  EXPECT_FALSE(refused("it said HTTP/1.1 401"));
}

TEST(ProgramEnd, ByTheDeadlineIsSilenceWhateverTheProgramSaid) {
  for (const int exit_code : {0, 1}) {
    const auto outcome =
        *classify_program({.exit_code = exit_code, .timed_out = true, .output = "SSL alert number 42"});
    ASSERT_TRUE(std::holds_alternative<Silent>(outcome));
    EXPECT_EQ(std::get<Silent>(outcome).stage, Stage::command);
  }
}

TEST(ProgramEnd, WithAnAlertInItsWordsIsTheServersRefusal) {
  const auto outcome = *classify_program(
      {.exit_code = 56, .output = "curl: (56) error:0A000413:SSL routines::sslv3 alert unsupported certificate"});
  const auto& refused = std::get<Refused>(outcome);
  EXPECT_EQ(refused.by, Party::server);
  EXPECT_EQ(refused.stage, Stage::command);
  ASSERT_TRUE(refused.alert);
  EXPECT_EQ(refused.alert->alert.code, 43);
  EXPECT_EQ(refused.alert->from, Party::server);
}

struct ProgramCase {
  std::string_view name;
  std::string_view output;
  Party by;
};

class FailedProgram : public testing::TestWithParam<ProgramCase> {};

TEST_P(FailedProgram, ShowsWhoRefused) {
  const auto outcome = *classify_program({.exit_code = 1, .output = std::string{GetParam().output}});
  EXPECT_EQ(std::get<Refused>(outcome).by, GetParam().by);
  EXPECT_FALSE(std::get<Refused>(outcome).alert);
}

INSTANTIATE_TEST_SUITE_P(
    Probe, FailedProgram,
    testing::Values(
        ProgramCase{"CurlNoIssuer", "curl: (60) SSL certificate problem: unable to get local issuer certificate",
                    Party::client},
        ProgramCase{"CurlOtherName", "curl: (60) SSL: no alternative certificate subject name matches target host name",
                    Party::client},
        ProgramCase{"GrpcVerification", "error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED",
                    Party::client},
        ProgramCase{"GrpcOtherName", "Peer name other is not in peer certificate", Party::client},
        ProgramCase{"PlaintextServer", "error:0A00010B:SSL routines::wrong version number", Party::client}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ProgramEnd, OfCurlIsKnownByItsExitCode) {
  for (const int refused : {35, 52, 55, 56})
    EXPECT_TRUE(std::holds_alternative<Refused>(*classify_program({.exit_code = refused}))) << refused;
  EXPECT_TRUE(std::holds_alternative<Silent>(*classify_program({.exit_code = 28})));
  EXPECT_TRUE(std::holds_alternative<Unreachable>(*classify_program({.exit_code = 7})));
}

TEST(ProgramEnd, OfPymilvusWithoutAnAlertIsNoRefusal) {
  const auto outcome =
      classify_program({.exit_code = 1, .output = "Fail connecting to server on localhost:1. Timeout"});
  EXPECT_TRUE(std::holds_alternative<Silent>(*outcome));
}

TEST(ProgramEnd, OfABrokenProgramSaysNothingAboutTheTarget) {
  EXPECT_FALSE(classify_program({.exit_code = 1, .output = "ModuleNotFoundError: No module named 'pymilvus'"}));
  EXPECT_FALSE(classify_program({.exit_code = 139}));
}

}  // namespace
}  // namespace tlsgauge::probe
