#include "tls/stream.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "core/descriptor.hpp"
#include "support/manual_clock.hpp"
#include "tls/client_context.hpp"

// A stream over a socket pair: what it says of bytes and of ends.
namespace tlsgauge::tls {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

/// A plaintext stream and its peer's socket.
class PlaintextStream : public testing::Test {
 protected:
  PlaintextStream() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    peer_ = core::Descriptor{ends[0]};
    stream_.emplace(Stream::plaintext(ends[1]));
  }

  void peer_says(std::string_view bytes) {
    ASSERT_EQ(::send(peer_.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  }

  /// A deadline that has passed: whatever waits gives up at once.
  [[nodiscard]] core::Deadline now() const { return {clock_, 0s}; }
  /// One that never comes, the clock standing still: for what is there already.
  [[nodiscard]] core::Deadline soon() const { return {clock_, 1s}; }

  test_support::ManualClock clock_;
  core::Descriptor peer_;
  std::optional<Stream> stream_;
  std::array<char, 16> buffer_{};
};

TEST_F(PlaintextStream, ReadsWhatThePeerSays) {
  peer_says("hello");
  const auto got = stream_->read_some(buffer_, soon());
  EXPECT_EQ(got.status, IoStatus::ok);
  EXPECT_EQ(std::string_view(buffer_.data(), got.bytes), "hello");
}

TEST_F(PlaintextStream, WaitsForAPeerThatSaysNothing) {
  EXPECT_EQ(stream_->read_now(buffer_).status, IoStatus::want_read);
  EXPECT_EQ(stream_->read_some(buffer_, now()).status, IoStatus::timed_out);
}

TEST_F(PlaintextStream, WaitsForAPeerThatDoesNotRead) {
  const std::string much(4U << 20U, 'x');
  const auto put = stream_->write_all(much, now());
  EXPECT_EQ(put.status, IoStatus::timed_out);
  EXPECT_GT(put.bytes, 0U);
  EXPECT_LT(put.bytes, much.size());
}

// Otherwise a peer that pours would keep whoever reads in a loop.
TEST_F(PlaintextStream, ReadsNothingPastTheDeadline) {
  peer_says("hello");
  EXPECT_EQ(stream_->read_some(buffer_, now()).status, IoStatus::timed_out);
}

TEST_F(PlaintextStream, EndsWithThePeer) {
  peer_.close();
  EXPECT_EQ(stream_->read_some(buffer_, soon()).status, IoStatus::fin);
}

TEST_F(PlaintextStream, CannotWriteToAPeerThatIsGone) {
  peer_.close();
  EXPECT_EQ(stream_->write_all("hello"sv, now()).status, IoStatus::reset);
}

TEST_F(PlaintextStream, TellsThePeerOfItsEnd) {
  stream_->close_write();
  EXPECT_EQ(::recv(peer_.get(), buffer_.data(), buffer_.size(), 0), 0);
}

TEST_F(PlaintextStream, HasNothingToAgreeOn) {
  EXPECT_FALSE(stream_->encrypted());
  EXPECT_EQ(stream_->handshake(now()).status, IoStatus::ok);
  EXPECT_FALSE(stream_->agreed());
  EXPECT_TRUE(stream_->failure().empty());
}

TEST_F(PlaintextStream, RemembersTheAlertThatComesFirst) {
  peer_says("\x15\x03\x01\x00\x02\x02\x46"sv);
  EXPECT_EQ(stream_->read_some(buffer_, soon()).bytes, 7U);
  ASSERT_EQ(stream_->alerts().size(), 1U);
  EXPECT_EQ(stream_->alerts()[0].alert, model::alerts::protocol_version);
}

TEST_F(PlaintextStream, TakesNothingForAnAlertThatComesLater) {
  peer_says("HTTP");
  EXPECT_EQ(stream_->read_some(buffer_, soon()).bytes, 4U);
  peer_says("\x15\x03\x01\x00\x02\x02\x46"sv);
  EXPECT_EQ(stream_->read_some(buffer_, soon()).bytes, 7U);
  EXPECT_TRUE(stream_->alerts().empty());
}

/// A TLS client over a socket pair, whose peer is a test.
class TlsClientStream : public PlaintextStream {
 protected:
  TlsClientStream() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    peer_ = core::Descriptor{ends[0]};
    auto context = client_context({});
    EXPECT_TRUE(context.ok());
    context_ = *std::move(context);
    auto client = Stream::tls_client(ends[1], context_.get(), "localhost");
    EXPECT_TRUE(client.ok());
    client_.emplace(*std::move(client));
  }

  SslContext context_;
  std::optional<Stream> client_;
};

TEST_F(TlsClientStream, SaysHelloAndWaits) {
  EXPECT_EQ(client_->handshake(now()).status, IoStatus::timed_out);
  EXPECT_EQ(::recv(peer_.get(), buffer_.data(), buffer_.size(), 0), static_cast<ssize_t>(buffer_.size()));
  EXPECT_EQ(buffer_[0], 22);  // RFC 8446 section 5.1: content type handshake
  EXPECT_FALSE(client_->agreed());
}

TEST_F(TlsClientStream, TakesABareFinForNoAlertOfItsOwn) {
  ASSERT_EQ(::shutdown(peer_.get(), SHUT_WR), 0);
  EXPECT_EQ(client_->handshake(now()).status, IoStatus::fin);
  EXPECT_TRUE(client_->alerts().empty());
}

TEST_F(TlsClientStream, HearsAnAlert) {
  peer_says("\x15\x03\x03\x00\x02\x02\x28"sv);
  EXPECT_EQ(client_->handshake(now()).status, IoStatus::failed);
  ASSERT_EQ(client_->alerts().size(), 1U);
  EXPECT_EQ(client_->alerts()[0].alert, model::alerts::handshake_failure);
  EXPECT_EQ(client_->alerts()[0].from, model::Party::server);
  EXPECT_FALSE(client_->failure().empty());
}

TEST_F(TlsClientStream, RefusesWhatIsNoTls) {
  peer_says("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_EQ(client_->handshake(now()).status, IoStatus::failed);
  for (const auto& alert : client_->alerts()) EXPECT_EQ(alert.from, model::Party::client);
}

}  // namespace
}  // namespace tlsgauge::tls
