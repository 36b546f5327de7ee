#include "probe/marker.hpp"

#include <gmock/gmock.h>
#include <milvus.pb.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tlsgauge::probe {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

struct Frame {
  std::uint8_t type;
  std::uint8_t flags;
  std::uint32_t stream;
  std::string payload;
};

std::uint32_t number_in(std::string_view octets) {
  std::uint32_t number = 0;
  for (const char octet : octets) number = (number << 8U) | static_cast<std::uint8_t>(octet);
  return number;
}

/// The frames behind the preface (RFC 9113 section 4.1); the test fails where octets are left.
std::vector<Frame> frames_of(std::string_view bytes) {
  EXPECT_THAT(bytes, StartsWith(kPreface));
  bytes.remove_prefix(kPreface.size());
  std::vector<Frame> frames;
  while (bytes.size() >= 9) {
    const auto length = number_in(bytes.substr(0, 3));
    frames.push_back({.type = static_cast<std::uint8_t>(bytes[3]),
                      .flags = static_cast<std::uint8_t>(bytes[4]),
                      .stream = number_in(bytes.substr(5, 4)),
                      .payload = std::string{bytes.substr(9, length)}});
    bytes.remove_prefix(9 + length);
  }
  EXPECT_TRUE(bytes.empty());
  return frames;
}

TEST(MarkingCall, IsAWholeCallThatWaitsForNothing) {
  const auto frames = frames_of(marking_call("a_name", {.server_name = "localhost"}));
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames[0].type, 4) << "SETTINGS";
  EXPECT_EQ(frames[1].type, 1) << "HEADERS";
  EXPECT_EQ(frames[1].flags, 4) << "END_HEADERS";
  EXPECT_EQ(frames[1].stream, 1U);
  EXPECT_THAT(frames[1].payload, HasSubstr("/milvus.proto.milvus.MilvusService/CreateDatabase"));
  EXPECT_EQ(frames[2].type, 0) << "DATA";
  EXPECT_EQ(frames[2].flags, 1) << "END_STREAM";
}

TEST(MarkingCall, NamesTheMarker) {
  const auto body = frames_of(marking_call("a_name", {}))[2].payload;
  ASSERT_GT(body.size(), 5U);
  EXPECT_EQ(body[0], '\0') << "not compressed";
  EXPECT_EQ(number_in(std::string_view{body}.substr(1, 4)), body.size() - 5);
  ::milvus::proto::milvus::CreateDatabaseRequest request;
  ASSERT_TRUE(request.ParseFromString(body.substr(5)));
  EXPECT_EQ(request.db_name(), "a_name");
}

TEST(MarkingCall, LogsIn) {
  const auto with_login = marking_call("a_name", {.login = model::Login{.user = "root", .password = "Milvus"}});
  EXPECT_THAT(with_login, HasSubstr("authorization\x10"
                                    "cm9vdDpNaWx2dXM="));
  EXPECT_THAT(marking_call("a_name", {}), testing::Not(HasSubstr("authorization")));
}

TEST(MarkingCall, WritesLongStringsAsHpackDoes) {
  // RFC 7541 section 5.1: 1337 is 127, then 1210 in groups of seven bits, the lowest first.
  const std::string name(1337, 'n');
  EXPECT_THAT(marking_call("a_name", {.server_name = name}), HasSubstr("\x7f\xba\x09" + name));
}

TEST(MarkingRequest, NamesTheMarker) {
  const auto request = marking_request("a_name", {.server_name = "localhost"});
  EXPECT_EQ(request.method, "POST");
  EXPECT_THAT(request.body, HasSubstr(R"("collectionName":"a_name")"));
}

}  // namespace
}  // namespace tlsgauge::probe
