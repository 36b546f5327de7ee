#include "load/rest/response.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <string>
#include <string_view>

namespace tlsgauge::load {
namespace {

using State = ResponseReader::State;

/// Gives `bytes` to `reader`, at most `cut` at a time, until it has its response or will not have one.
State give(ResponseReader& reader, std::string_view bytes, std::size_t cut = 1U << 20U) {
  auto state = State::incomplete;
  while (!bytes.empty() && state == State::incomplete) {
    const auto room = reader.room();
    const auto size = std::min({bytes.size(), room.size(), cut});
    std::memcpy(room.data(), bytes.data(), size);
    bytes.remove_prefix(size);
    state = reader.take(size);
  }
  return state;
}

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::string_view kChunked =
    "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n";

class Cut : public testing::TestWithParam<std::size_t> {};

TEST_P(Cut, DoesNotMatter) {
  ResponseReader reader{false};
  for (int i = 0; i < 3; ++i) {
    reader.begin();
    ASSERT_EQ(give(reader, kOk, GetParam()), State::complete);
    EXPECT_EQ(reader.status(), 200);
    EXPECT_TRUE(reader.reusable());
    reader.begin();
    ASSERT_EQ(give(reader, kChunked, GetParam()), State::complete);
    EXPECT_EQ(reader.status(), 201);
    EXPECT_TRUE(reader.reusable());
  }
}

INSTANTIATE_TEST_SUITE_P(Bytes, Cut, testing::Values(1U, 2U, 7U, 40U, 4096U));

TEST_P(Cut, DoesNotMatterInALastChunkThatIsTheFirst) {
  ResponseReader reader{false};
  reader.begin();
  EXPECT_EQ(give(reader, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", GetParam()),
            State::complete);
}

TEST(ResponseReader, HasNotBegunBeforeTheFirstByte) {
  ResponseReader reader{false};
  EXPECT_FALSE(reader.began());
  EXPECT_EQ(give(reader, "H"), State::incomplete);
  EXPECT_TRUE(reader.began());
}

TEST(ResponseReader, TakesAStatusThatIsNoneForAnAnswer) {
  ResponseReader reader{false};
  // RFC 9110 section 15: a client should treat it as one of the class 5xx.
  EXPECT_EQ(give(reader, "HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n"), State::complete);
  EXPECT_EQ(reader.status(), 99);
}

TEST(ResponseReader, PassesOverInterimResponses) {
  ResponseReader reader{false};
  const auto bytes =
      std::string{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"} + std::string{kOk};
  for (const std::size_t cut : {1U, 30U, 4096U}) {
    reader.begin();
    ASSERT_EQ(give(reader, bytes, cut), State::complete);
    EXPECT_EQ(reader.status(), 200);
  }
}

TEST(ResponseReader, LeavesAConnectionThatTheServerWillClose) {
  ResponseReader reader{false};
  EXPECT_EQ(give(reader, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), State::complete);
  EXPECT_FALSE(reader.reusable());
}

TEST(ResponseReader, LeavesAConnectionWithBytesThatNobodyAskedFor) {
  ResponseReader reader{false};
  EXPECT_EQ(give(reader, std::string{kOk} + "HTTP"), State::complete);
  EXPECT_FALSE(reader.reusable());
}

TEST(ResponseReader, OfAHeadRequestExpectsNoBody) {
  ResponseReader reader{true};
  EXPECT_EQ(give(reader, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), State::complete);
  EXPECT_TRUE(reader.reusable());
}

TEST(ResponseReader, TakesTheEndOfTheConnectionForTheEndOfAResponseWithoutLength) {
  ResponseReader reader{false};
  EXPECT_EQ(give(reader, "HTTP/1.1 200 OK\r\n\r\nhello"), State::incomplete);
  EXPECT_EQ(reader.end(), State::complete);
  EXPECT_FALSE(reader.reusable());
}

TEST(ResponseReader, IsNotCompletedByTheEndOfTheConnectionWhereBytesAreMissing) {
  ResponseReader reader{false};
  EXPECT_EQ(reader.end(), State::incomplete);
  EXPECT_EQ(give(reader, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"), State::incomplete);
  EXPECT_EQ(reader.end(), State::incomplete);
}

TEST(ResponseReader, HasALimitForHeaders) {
  ResponseReader reader{false};
  EXPECT_EQ(give(reader, "HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x')), State::malformed);
}

TEST(ResponseReader, TakesBodiesThatAreLargerThanItsBuffer) {
  ResponseReader reader{false};
  const std::string body(100'000, 'x');
  EXPECT_EQ(give(reader, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body, 5000), State::complete);
  EXPECT_TRUE(reader.reusable());
}

class NoHttp : public testing::TestWithParam<std::string> {};

TEST_P(NoHttp, IsMalformed) {
  ResponseReader reader{false};
  EXPECT_EQ(give(reader, GetParam()), State::malformed);
}

INSTANTIATE_TEST_SUITE_P(Bytes, NoHttp,
                         testing::Values("SSH-2.0-OpenSSH\r\n", std::string(40, '\x15'),
                                         "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                                         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));

}  // namespace
}  // namespace tlsgauge::load
