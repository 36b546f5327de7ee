#include "server/management.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tlsgauge::server {
namespace {

HttpResponse get(const std::string& path, const std::string& content_type = "") {
  return answer_management(
      {.method = "GET", .path = path, .content_type = content_type, .authorization = {}, .body = {}});
}

TEST(Management, IsHealthyInTwoFormats) {
  EXPECT_EQ(get("/healthz").body, "OK");
  EXPECT_EQ(get("/livez").body, "OK");
  const auto json = get("/healthz", "application/json");
  EXPECT_EQ(json.status, 200U);
  EXPECT_THAT(json.body, testing::StartsWith(R"({"state":"OK","detail":[{"name":"rootCoord","code":1})"));
}

TEST(Management, KnowsNothingElse) { EXPECT_EQ(get("/metrics").status, 404U); }

}  // namespace
}  // namespace tlsgauge::server
