#include "server/rest_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/milvus_service.hpp"

namespace tlsgauge::server {
namespace {

using testing::Contains;
using testing::Pair;
using testing::StartsWith;

constexpr char kList[] = "/v2/vectordb/collections/list";

RestApi open_api(const std::vector<std::string>& collections = {}) {
  return {.credentials = {},
          .catalogue = std::make_shared<Catalogue>(std::vector<std::string>{kDatabase}, collections),
          .strict_transport_security = {}};
}

HttpResponse ask(const RestApi& api, const std::string& method, const std::string& path, const std::string& body = "",
                 const std::string& authorization = "") {
  return answer(api,
                {.method = method, .path = path, .content_type = {}, .authorization = authorization, .body = body});
}

TEST(RestApi, ListsCollections) {
  EXPECT_EQ(ask(open_api(), "POST", kList, "{}").body, R"({"code":0,"data":[]})");
  EXPECT_EQ(ask(open_api({"a", "b"}), "POST", kList, R"({"dbName":"default"})").body, R"({"code":0,"data":["a","b"]})");
  EXPECT_EQ(ask(open_api(), "GET", "/v1/vector/collections").body, R"({"code":200,"data":[]})");
}

TEST(RestApi, AnswersTheDocumentedGetWith404AsMilvusDoes) {
  const auto response = ask(open_api(), "GET", kList);
  EXPECT_EQ(response.status, 404U);
  EXPECT_EQ(response.content_type, "text/plain");
  EXPECT_EQ(response.body, "404 page not found");
  EXPECT_EQ(ask(open_api(), "POST", "/", "{}").status, 404U);
}

struct RestCase {
  std::string_view name;
  std::string_view path;
  std::string_view body;
  std::string_view answer;
};
class RestAnswer : public testing::TestWithParam<RestCase> {};

TEST_P(RestAnswer, CarriesMilvusCode) {
  const auto response = ask(open_api({"a"}), "POST", std::string{GetParam().path}, std::string{GetParam().body});
  EXPECT_EQ(response.status, 200U);
  EXPECT_THAT(response.body, StartsWith(std::string{GetParam().answer}));
}

constexpr RestCase kAnswers[] = {
    {"EmptyBody", kList, "",
     R"({"code":1801,"message":"can only accept json format request, the request body should be nil, however {} is valid"})"},
    {"NotJson", kList, "{", R"({"code":1801,"message":"can only accept json format request, error: )"},
    {"NotAnObject", kList, "[]", R"({"code":1801)"},
    {"WrongType", kList, R"({"dbName":1})", R"({"code":1801)"},
    {"UnknownDatabase", kList, R"({"dbName":"x"})", R"({"code":800,"message":"database not found[database=x]"})"},
    {"NotUtf8", kList, "{\"dbName\":\"\xff\"}", R"({"code":1801)"},
    {"Has", "/v2/vectordb/collections/has", R"({"collectionName":"a"})", R"({"code":0,"data":{"has":true}})"},
    {"HasNot", "/v2/vectordb/collections/has", R"({"collectionName":"b"})", R"({"code":0,"data":{"has":false}})"},
    {"Nameless", "/v2/vectordb/collections/has", "{}",
     R"({"code":1802,"message":"missing required parameters, error: )"},
    {"Unknown", "/v2/vectordb/collections/describe", R"({"collectionName":"b"})", R"({"code":100)"},
    {"Known", "/v2/vectordb/collections/describe", R"({"collectionName":"a"})", R"({"code":0)"},
};
INSTANTIATE_TEST_SUITE_P(RestApi, RestAnswer, testing::ValuesIn(kAnswers),
                         [](const auto& each) { return std::string{each.param.name}; });

TEST(RestApi, SurvivesDeepNesting) {
  const std::string deep = R"({"x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_THAT(ask(open_api(), "POST", kList, deep).body, StartsWith(R"({"code":0)"));
}

TEST(RestApi, AsksWhoItIsBeforeAnythingElse) {
  auto api = open_api();
  api.credentials = Credentials{"Milvus"};
  const auto refused = ask(api, "GET", "/anything");
  EXPECT_EQ(refused.status, 401U);
  EXPECT_EQ(refused.body, R"({"code":1800,"message":"user hasn't authenticated"})");
  EXPECT_EQ(ask(api, "POST", kList, "{}", "Bearer root:Milvus").status, 200U);
  EXPECT_EQ(ask(api, "GET", kList, "", "Bearer root:Milvus").status, 404U);
  EXPECT_EQ(ask(api, "OPTIONS", kList).status, 204U);
}

TEST(RestApi, SendsTheSecurityFields) {
  EXPECT_THAT(ask(open_api(), "GET", "/").fields, Contains(Pair("X-Content-Type-Options", "nosniff")));
  auto api = open_api();
  api.strict_transport_security = "max-age=1";
  EXPECT_THAT(ask(api, "GET", "/").fields, Contains(Pair("Strict-Transport-Security", "max-age=1")));
}

}  // namespace
}  // namespace tlsgauge::server
