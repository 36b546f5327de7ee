#include "server/management.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tlsgauge::server {
namespace {

HttpResponse get(const std::string& path, const std::string& content_type = "",
                 const front::HandshakeCounters& handshakes = {}) {
  return answer_management(
      {.method = "GET", .path = path, .content_type = content_type, .authorization = {}, .body = {}}, handshakes);
}

TEST(Management, IsHealthyInTwoFormats) {
  EXPECT_EQ(get("/healthz").body, "OK");
  EXPECT_EQ(get("/livez").body, "OK");
  const auto json = get("/healthz", "application/json");
  EXPECT_EQ(json.status, 200U);
  EXPECT_THAT(json.body, testing::StartsWith(R"({"state":"OK","detail":[{"name":"rootCoord","code":1})"));
}

TEST(Management, CountsHandshakesByTheirKind) {
  front::HandshakeCounters handshakes;
  for (int i = 0; i < 3; ++i) handshakes.completed(false, true);
  handshakes.completed(true, true);
  handshakes.completed(true, false);
  handshakes.failed();
  const auto answer = get("/metrics", "", handshakes);
  EXPECT_EQ(answer.status, 200U);
  EXPECT_THAT(answer.content_type, testing::StartsWith("text/plain; version=0.0.4"));
  for (const auto* line : {R"(tlsgauge_tls_handshakes_total{resumed="false",client="anonymous"} 0)",
                           R"(tlsgauge_tls_handshakes_total{resumed="false",client="verified"} 3)",
                           R"(tlsgauge_tls_handshakes_total{resumed="true",client="anonymous"} 1)",
                           R"(tlsgauge_tls_handshakes_total{resumed="true",client="verified"} 1)",
                           "tlsgauge_tls_handshakes_failed_total 1"})
    EXPECT_THAT(answer.body, testing::HasSubstr("\n" + std::string{line} + "\n"));
}

TEST(Management, KnowsNothingElse) { EXPECT_EQ(get("/debug").status, 404U); }

}  // namespace
}  // namespace tlsgauge::server
