#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// What the server answers to bytes that no client library would send.
std::string answer_to(const ServerUnderTest& server, const std::string& bytes) {
  return run_shell("printf '" + bytes + "' | openssl s_client -quiet -CAfile ca.pem -connect " + server.at("rest") +
                   " 2>/dev/null")
      .output;
}

TEST(Http, KeepsAConnectionForSeveralRequests) {
  const ServerUnderTest server{{.mode = 1}};
  const auto answered =
      curl({"-d", "{}", "-w", "%{num_connects} ", server.url(kList), server.url(kList), server.url(kList)});
  EXPECT_EQ(answered.output, R"({"code":0,"data":[]}1 {"code":0,"data":[]}0 {"code":0,"data":[]}0 )");
}

TEST(Http, AnswersHeadWithoutABody) {
  const ServerUnderTest server{{.mode = 1}};
  EXPECT_THAT(curl({"-I", server.url("/")}).output, StartsWith("HTTP/1.1 404 Not Found\r\n"));
}

TEST(Http, ReadsChunkedBodies) {
  const ServerUnderTest server{{.mode = 1}};
  EXPECT_THAT(curl({"-H", "Transfer-Encoding: chunked", "-d", "{}", server.url(kList)}).output,
              HasSubstr(R"("code":0)"));
}

TEST(Http, BoundsWhatAClientSends) {
  const ServerUnderTest server{{.mode = 1}};
  ASSERT_TRUE(run_shell("head -c 2000000 /dev/zero > large").end.succeeded());
  EXPECT_THAT(curl({"--data-binary", "@large", server.url(kList)}).output, HasSubstr("413"));
  ASSERT_TRUE(run_shell("(printf 'X-Long: '; head -c 70000 /dev/zero | tr '\\0' x) > long_field").end.succeeded());
  EXPECT_THAT(curl({"-H", "@long_field", server.url(kList)}).output, HasSubstr("431"));
}

TEST(Http, RefusesWhatIsNoRequest) {
  const ServerUnderTest server{{.mode = 1}};
  EXPECT_THAT(answer_to(server, R"(nonsense\r\n\r\n)"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(answer_to(server, R"(GET / HTTP/1.1\r\n\r\n)"), StartsWith("HTTP/1.1 400"));  // no Host
  EXPECT_THAT(
      answer_to(server, R"(POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n)"),
      StartsWith("HTTP/1.1 400"));
}

}  // namespace
}  // namespace tlsgauge::server::test
