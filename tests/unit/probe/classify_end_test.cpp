#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

#include "core/descriptor.hpp"
#include "probe/classify.hpp"

// How connections end, before the application has answered.
namespace tlsgauge::probe {
namespace {

using namespace std::string_view_literals;
using model::Alert;
using model::AlertSeen;
using model::Close;
using model::Party;
using model::Refused;
using model::Silent;
using model::Stage;
using tls::IoStatus;

/// A plaintext stream whose peer has said `bytes`, which the stream has read.
class ReadStream {
 public:
  explicit ReadStream(std::string_view bytes) : stream_{tls::Stream::plaintext(connect())} {
    if (bytes.empty()) return;
    EXPECT_EQ(::send(peer_.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    std::array<char, 64> read{};
    EXPECT_EQ(stream_.read_now(read).status, IoStatus::ok);
  }

  [[nodiscard]] const tls::Stream& get() const { return stream_; }

 private:
  int connect() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    peer_ = core::Descriptor{ends[0]};
    return ends[1];
  }

  core::Descriptor peer_;
  tls::Stream stream_;
};

constexpr auto kFatalHandshakeFailure = "\x15\x03\x03\x00\x02\x02\x28"sv;
constexpr auto kWarningCloseNotify = "\x15\x03\x03\x00\x02\x01\x00"sv;

AlertSeen alert(std::uint8_t code, Party from, bool fatal = true) {
  return {.alert = Alert{code}, .fatal = fatal, .from = from};
}

TEST(DecisiveAlert, IsTheFirstFatalOne) {
  const auto found = decisive_alert({alert(42, Party::server), alert(80, Party::client)});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->alert.code, 42);
}

TEST(DecisiveAlert, PassesOverWarningsAndClosures) {
  const auto found = decisive_alert({alert(112, Party::server, false), alert(0, Party::client),
                                     alert(90, Party::server), alert(48, Party::client), alert(42, Party::server)});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->alert.code, 48);
  EXPECT_EQ(found->from, Party::client);
}

TEST(DecisiveAlert, IsNoneWhereThereAreOnlyClosures) {
  EXPECT_FALSE(decisive_alert({}));
  EXPECT_FALSE(decisive_alert({alert(0, Party::server), alert(0, Party::client, false)}));
}

struct End {
  std::string_view name;
  IoStatus status;
  Party by;
  Close close;
};

class EndWithoutAnAlert : public testing::TestWithParam<End> {};

TEST_P(EndWithoutAnAlert, IsARefusal) {
  const ReadStream stream{""};
  const auto outcome = classify_end(GetParam().status, stream.get(), Stage::first_read);
  const auto& refused = std::get<Refused>(outcome);
  EXPECT_EQ(refused.by, GetParam().by);
  EXPECT_EQ(refused.stage, Stage::first_read);
  EXPECT_FALSE(refused.alert);
  EXPECT_EQ(classify_close(GetParam().status, stream.get()), GetParam().close);
}

INSTANTIATE_TEST_SUITE_P(Probe, EndWithoutAnAlert,
                         testing::Values(End{"CloseNotify", IoStatus::close_notify, Party::server, Close::close_notify},
                                         End{"Fin", IoStatus::fin, Party::server, Close::fin},
                                         End{"Reset", IoStatus::reset, Party::server, Close::rst},
                                         End{"OurOwnJudgement", IoStatus::failed, Party::client, Close::none}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(EndByTheDeadline, IsSilenceWhateverWasSaidBefore) {
  for (const auto bytes : {""sv, "HTTP/1.1 200 OK"sv, kFatalHandshakeFailure}) {
    const ReadStream stream{bytes};
    const auto outcome = classify_end(IoStatus::timed_out, stream.get(), Stage::handshake);
    ASSERT_TRUE(std::holds_alternative<Silent>(outcome));
    EXPECT_EQ(std::get<Silent>(outcome).stage, Stage::handshake);
    EXPECT_EQ(classify_close(IoStatus::timed_out, stream.get()), Close::none);
  }
}

TEST(EndWithAnAlert, IsTheRefusalOfWhoSentIt) {
  const ReadStream stream{kFatalHandshakeFailure};
  for (const auto status : {IoStatus::failed, IoStatus::fin, IoStatus::reset}) {
    const auto outcome = classify_end(status, stream.get(), Stage::first_read);
    const auto& refused = std::get<Refused>(outcome);
    EXPECT_EQ(refused.by, Party::server);
    ASSERT_TRUE(refused.alert);
    EXPECT_EQ(refused.alert->alert.code, 40);
  }
}

TEST(EndWithAClosureAlert, IsAnOrderlyEndWithoutAnAlert) {
  const ReadStream stream{kWarningCloseNotify};
  EXPECT_FALSE(std::get<Refused>(classify_end(IoStatus::fin, stream.get(), Stage::first_read)).alert);
  EXPECT_EQ(classify_close(IoStatus::ok, stream.get()), Close::close_notify);
}

TEST(TcpConnect, ThatFailedIsUnreachable) {
  const auto seen = classify_connect({.failure = "Connection refused"}, Stage::handshake);
  EXPECT_TRUE(std::holds_alternative<model::Unreachable>(seen.outcome));
  EXPECT_EQ(seen.detail, "Connection refused");
}

TEST(TcpConnect, ThatNobodyAnsweredIsSilence) {
  const auto seen = classify_connect({.timed_out = true, .failure = "no answer to connect"}, Stage::handshake);
  ASSERT_TRUE(std::holds_alternative<Silent>(seen.outcome));
  EXPECT_EQ(std::get<Silent>(seen.outcome).stage, Stage::tcp);
}

TEST(TcpConnect, ThatWasResetAfterwardsIsARefusal) {
  const auto seen = classify_connect({.reset = true, .failure = "Connection reset by peer"}, Stage::first_read);
  ASSERT_TRUE(std::holds_alternative<Refused>(seen.outcome));
  EXPECT_EQ(std::get<Refused>(seen.outcome).by, Party::server);
  EXPECT_EQ(std::get<Refused>(seen.outcome).stage, Stage::first_read);
  EXPECT_EQ(seen.close, Close::rst);
}

}  // namespace
}  // namespace tlsgauge::probe
