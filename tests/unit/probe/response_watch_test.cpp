#include "probe/response_watch.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tlsgauge::probe {
namespace {

using namespace std::string_literals;

const std::string kSettings = "\0\0\0\4\0\0\0\0\0"s;
const std::string kSettingsWithAParameter = "\0\0\6\4\0\0\0\0\0\0\3\0\0\0\1"s;
const std::string kPing = "\0\0\10\6\0\0\0\0\0"s + std::string(8, '\1');
const std::string kHeaders = "\0\0\1\1\4\0\0\0\1\x88"s;
const std::string kData = "\0\0\0\0\1\0\0\0\1"s;
const std::string kGoAway = "\0\0\10\7\0\0\0\0\0\0\0\0\0\0\0\0\0"s;

struct Connection {
  std::string_view name;
  std::string bytes;
  bool response;
};

class Response : public testing::TestWithParam<Connection> {};

TEST_P(Response, IsSeenInOneReadOrInMany) {
  ResponseWatch whole, bytewise;
  whole.see(GetParam().bytes);
  for (const char byte : GetParam().bytes) bytewise.see({&byte, 1});
  EXPECT_EQ(whole.response_began(), GetParam().response);
  EXPECT_EQ(bytewise.response_began(), GetParam().response);
}

struct StatusCase {
  std::string_view name;
  std::string fields;
  std::optional<int> status;
};

class LeadingStatus : public testing::TestWithParam<StatusCase> {};

TEST_P(LeadingStatus, IsRead) { EXPECT_EQ(leading_status(GetParam().fields), GetParam().status); }

INSTANTIATE_TEST_SUITE_P(Probe, LeadingStatus,
                         testing::Values(StatusCase{"Indexed200", "\x88"s, 200},
                                         StatusCase{"Indexed400", "\x8c\x5f\x01t"s, 400},
                                         StatusCase{"Indexed500", "\x8e"s, 500},
                                         StatusCase{"IndexedAuthority", "\x81"s, std::nullopt},
                                         StatusCase{"IndexedBeyondStatus", "\x8f"s, std::nullopt},
                                         StatusCase{"Literal403",
                                                    "\x48\x03"
                                                    "403"s,
                                                    403},
                                         StatusCase{"LiteralWithoutIndexing",
                                                    "\x08\x03"
                                                    "401"s,
                                                    401},
                                         StatusCase{"LiteralNeverIndexed",
                                                    "\x18\x03"
                                                    "418"s,
                                                    418},
                                         // RFC 7541 section C.6.1: 302 in Huffman's code.
                                         StatusCase{"Huffman302", "\x48\x82\x64\x02"s, 302},
                                         StatusCase{"Huffman403", "\x48\x83\x68\x0c\xff"s, 403},
                                         StatusCase{"HuffmanLetters", "\x48\x82\xff\xff"s, std::nullopt},
                                         StatusCase{"AfterAChangeOfSize", "\x20\x3f\xe1\x1f\x88"s, 200},
                                         StatusCase{"LetterInTheNumber",
                                                    "\x48\x03"
                                                    "4o3"s,
                                                    std::nullopt},
                                         StatusCase{"AnotherName", "\x40\x01x\x01y"s, std::nullopt},
                                         StatusCase{"CutShort",
                                                    "\x48\x03"
                                                    "40"s,
                                                    std::nullopt},
                                         StatusCase{"Nothing", ""s, std::nullopt}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(ResponseWatch, ReadsTheStatusBehindPaddingAndPriority) {
  for (const auto& headers :
       {"\0\0\1\1\4\0\0\0\1\x8c"s, "\0\0\4\1\x0c\0\0\0\1\2\x8c\0\0"s, "\0\0\6\1\x24\0\0\0\1\0\0\0\0\x10\x8c"s,
        "\0\0\x30\1\4\0\0\0\1\x8c"s + std::string(47, '\x88')}) {
    ResponseWatch whole, bytewise;
    whole.see(kSettings + headers);
    for (const char byte : kSettings + headers) bytewise.see({&byte, 1});
    EXPECT_EQ(whole.status(), 400);
    EXPECT_EQ(bytewise.status(), 400);
    EXPECT_TRUE(whole.settled());
  }
}

TEST(ResponseWatch, IsSettledByAResetOfTheRequestWhichIsNoResponse) {
  ResponseWatch watch;
  watch.see(kSettings + "\0\0\4\3\0\0\0\0\1\0\0\0\1"s);
  EXPECT_TRUE(watch.settled());
  EXPECT_FALSE(watch.response_began());
  EXPECT_FALSE(watch.status());
}

TEST(ResponseWatch, IsNotSettledBeforeAnAnswer) {
  ResponseWatch watch;
  watch.see(kSettings + kPing);
  EXPECT_FALSE(watch.settled());
}

INSTANTIATE_TEST_SUITE_P(
    Probe, Response,
    testing::Values(Connection{"AfterSettings", kSettings + kHeaders, true},
                    Connection{"AfterOtherFrames", kSettingsWithAParameter + kPing + kHeaders, true},
                    Connection{"BeforeTheEnd", kSettings + kHeaders + kData + kGoAway, true},
                    Connection{"Nothing", "", false}, Connection{"SettingsOnly", kSettings, false},
                    Connection{"WithoutSettings", kHeaders, false},
                    Connection{"SettingsTooLate", kPing + kSettings + kHeaders, false},
                    Connection{"GoAwayOnly", kSettings + kGoAway, false},
                    Connection{"InsideAnotherFramesPayload", kSettings + "\0\0\x0a\6\0\0\0\0\0"s + kHeaders, false},
                    Connection{"HeaderCutShort", kSettings + kHeaders.substr(0, 8), false},
                    Connection{"Http1", "HTTP/1.1 200 OK\r\n\r\n", false},
                    Connection{"TlsAlert", "\x15\x03\x01\x00\x02\x02\x46"s, false},
                    Connection{"Zeros", std::string(64, '\0'), false}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::probe
