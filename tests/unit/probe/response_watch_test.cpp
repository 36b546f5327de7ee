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
