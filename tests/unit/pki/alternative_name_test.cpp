#include "pki/alternative_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/text.hpp"

namespace tlsgauge::pki {
namespace {

using testing::HasSubstr;

struct Case {
  std::string_view title;
  std::string text;
  std::string entry;
};

class Understood : public testing::TestWithParam<Case> {};

TEST_P(Understood, AsAnEntry) {
  const auto entry = alternative_name(GetParam().text);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(*entry, GetParam().entry);
}

INSTANTIATE_TEST_SUITE_P(AlternativeName, Understood,
                         testing::Values(Case{"BareName", "localhost", "DNS:localhost"},
                                         Case{"PrefixedName", "DNS:db.example.com", "DNS:db.example.com"},
                                         Case{"LowerCasePrefix", "dns:localhost", "DNS:localhost"},
                                         Case{"Wildcard", "*.example.com", "DNS:*.example.com"},
                                         Case{"UnderscoreOfComposeNetworks", "milvus_proxy", "DNS:milvus_proxy"},
                                         Case{"BareAddress", "127.0.0.1", "IP:127.0.0.1"},
                                         Case{"PrefixedAddress", "IP:10.0.0.5", "IP:10.0.0.5"},
                                         Case{"AddressCalledAName", "DNS:10.host", "DNS:10.host"},
                                         Case{"BareIpv6", "::1", "IP:::1"},
                                         Case{"LongIpv6IsShortened", "IP:0:0:0:0:0:0:0:1", "IP:::1"}),
                         [](const auto& test) { return std::string{test.param.title}; });

class NotUnderstood : public testing::TestWithParam<Case> {};

TEST_P(NotUnderstood, IsQuotedWithAnExample) {
  const auto entry = alternative_name(GetParam().text);
  ASSERT_FALSE(entry.ok());
  EXPECT_THAT(message(entry.status()), HasSubstr("'" + core::terminal_line(GetParam().text) + "'"));
  EXPECT_THAT(message(entry.status()), HasSubstr("IP:10.0.0.5"));
}

INSTANTIATE_TEST_SUITE_P(AlternativeName, NotUnderstood,
                         testing::Values(Case{"Nothing", "", ""}, Case{"Space", "a b", ""},
                                         Case{"SecondEntryInside", "a,DNS:b", ""},
                                         Case{"MistypedAddress", "10.0.0.300", ""},
                                         Case{"NameCalledAnAddress", "IP:localhost", ""},
                                         Case{"AddressCalledAName", "DNS:10.0.0.5", ""}, Case{"Url", "https://db", ""},
                                         Case{"Port", "localhost:19530", ""}, Case{"EmptyLabel", "a..b", ""},
                                         Case{"WildcardInside", "a.*.b", ""}, Case{"LeadingHyphen", "-a.b", ""},
                                         Case{"LongLabel", std::string(64, 'a'), ""}, Case{"NewLine", "a\nb", ""}),
                         [](const auto& test) { return std::string{test.param.title}; });

TEST(LiteralDnsName, KeepsAnAddressAsAName) { EXPECT_EQ(literal_dns_name("10.0.0.5").value(), "DNS:10.0.0.5"); }

TEST(LiteralDnsName, LetsNoSecondEntryIn) { EXPECT_FALSE(literal_dns_name("a,IP:10.0.0.5").ok()); }

}  // namespace
}  // namespace tlsgauge::pki
