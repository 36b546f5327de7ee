#include "load/rest/request.hpp"

#include <gmock/gmock.h>

#include "load/description.hpp"

namespace tlsgauge::load {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

RestPlan plan() {
  RestPlan plan;
  plan.endpoint = {.host = "127.0.0.1", .port = 8080};
  plan.target = "/v1/vector/collections";
  return plan;
}

TEST(Request, WithoutABodyIsItsHeader) {
  const auto request = serialize(plan());
  ASSERT_TRUE(request.ok());
  EXPECT_THAT(*request, StartsWith("GET /v1/vector/collections HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"));
  EXPECT_THAT(*request, EndsWith("\r\n\r\n"));
  EXPECT_THAT(*request, Not(HasSubstr("Content-")));
  EXPECT_THAT(*request, Not(HasSubstr("Authorization")));
}

TEST(Request, SaysHowLongAndOfWhatTypeItsBodyIs) {
  auto with_body = plan();
  with_body.method = "POST";
  with_body.body = "{}";
  const auto request = serialize(with_body);
  ASSERT_TRUE(request.ok());
  EXPECT_THAT(*request, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(*request, EndsWith("\r\nContent-Length: 2\r\n\r\n{}"));
}

TEST(Request, SaysAlsoThatAPostIsEmpty) {
  auto post = plan();
  post.method = "POST";
  EXPECT_THAT(serialize(post).value_or(""), HasSubstr("Content-Length: 0\r\n"));
}

TEST(Request, CarriesALoginThatNoReportRepeats) {
  auto with_login = plan();
  with_login.tls.client.login = model::Login{.user = "root", .password = "Milvus"};
  EXPECT_THAT(serialize(with_login).value_or(""), HasSubstr("\r\nAuthorization: Basic cm9vdDpNaWx2dXM=\r\n"));
  for (const auto& [option, value] : options_of(with_login)) {
    EXPECT_THAT(value, Not(HasSubstr("Milvus"))) << option;
    EXPECT_THAT(value, Not(HasSubstr("cm9vd"))) << option;
  }
}

TEST(Request, DoesNotBreakOutOfItsLines) {
  auto bad = plan();
  bad.method = "GET /";
  EXPECT_FALSE(serialize(bad).ok());
  bad = plan();
  bad.target = "/\r\nHost: other";
  EXPECT_FALSE(serialize(bad).ok());
  bad = plan();
  bad.host = "a\nb";
  EXPECT_FALSE(serialize(bad).ok());
}

}  // namespace
}  // namespace tlsgauge::load
