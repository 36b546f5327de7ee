#include "load/rest/url.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::load {
namespace {

struct Case {
  std::string_view name;
  std::string text;
  Url url;
};

class GoodUrl : public testing::TestWithParam<Case> {};

TEST_P(GoodUrl, IsUnderstood) {
  const auto& [name, text, expected] = GetParam();
  const auto url = url_from(text);
  ASSERT_TRUE(url.ok()) << url.status();
  EXPECT_EQ(url->tls, expected.tls);
  EXPECT_EQ(url->endpoint, expected.endpoint);
  EXPECT_EQ(url->authority, expected.authority);
  EXPECT_EQ(url->target, expected.target);
}

const auto kGood = std::to_array<Case>({
    {"https", "https://db.example:8443/v1/x?y=1", {true, {"db.example", 8443}, "db.example:8443", "/v1/x?y=1"}},
    {"without_a_port", "https://db.example/v1", {true, {"db.example", 443}, "db.example", "/v1"}},
    {"with_the_usual_port", "http://db.example:80/", {false, {"db.example", 80}, "db.example", "/"}},
    {"without_a_path", "http://127.0.0.1:8080", {false, {"127.0.0.1", 8080}, "127.0.0.1:8080", "/"}},
    {"query_alone", "http://127.0.0.1:8080?a=b", {false, {"127.0.0.1", 8080}, "127.0.0.1:8080", "/?a=b"}},
    {"ipv6", "http://[::1]:8080/a", {false, {"::1", 8080}, "[::1]:8080", "/a"}},
    {"ipv6_without_a_port", "https://[::1]/a", {true, {"::1", 443}, "[::1]", "/a"}},
});
INSTANTIATE_TEST_SUITE_P(Urls, GoodUrl, testing::ValuesIn(kGood),
                         [](const auto& test) { return std::string{test.param.name}; });

class BadUrl : public testing::TestWithParam<std::string> {};

TEST_P(BadUrl, IsRefused) { EXPECT_FALSE(url_from(GetParam()).ok()); }

INSTANTIATE_TEST_SUITE_P(Urls, BadUrl,
                         testing::Values("", "127.0.0.1:8080/", "ftp://127.0.0.1/", "http://", "http://:80/",
                                         "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://::1/",
                                         "http://127.0.0.1/a b", "http://127.0.0.1/a\r\nb", "http://127.0.0.1/#top"));

TEST(Url, WithAPasswordIsRefusedWithoutRepeatingIt) {
  const auto url = url_from("https://root:secret@127.0.0.1/");
  ASSERT_FALSE(url.ok());
  EXPECT_THAT(message(url.status()), testing::HasSubstr("--password-file"));
  EXPECT_THAT(message(url.status()), testing::Not(testing::HasSubstr("secret")));
}

}  // namespace
}  // namespace tlsgauge::load
