#include "tls/recorder.hpp"

#include <gmock/gmock.h>

#include <cerrno>
#include <numeric>
#include <string_view>

#include "support/manual_clock.hpp"

namespace tlsgauge::tls {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using model::Close;
using model::Party;
using test_support::ManualClock;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::uint8_t> bytes(std::string_view text) { return {text.begin(), text.end()}; }

class Recording : public testing::Test {
 protected:
  static constexpr int kNoSocket = -1;
  ManualClock clock_;
  Recorder recorder_{kNoSocket, clock_.now(), clock_};

  void sent(std::string_view octets) {
    recorder_.transferred(Party::client, octets.data(), static_cast<ssize_t>(octets.size()));
  }
  void fails_with(Party from, int error) {
    errno = error;
    recorder_.transferred(from, nullptr, -1);
    EXPECT_EQ(errno, error);
  }

  /// The ends that were seen, "server fin".
  std::vector<std::string> ends() {
    std::vector<std::string> words;
    for (const auto& sighting : recorder_.take().sightings)
      if (const auto* end = std::get_if<model::EndSeen>(&sighting.what))
        words.push_back(std::string{model::name(sighting.from)} + " " + std::string{model::name(end->how)});
    return words;
  }

  static std::size_t octets_in(const model::Conversation& seen) {
    return std::accumulate(seen.sightings.begin(), seen.sightings.end(), std::size_t{0},
                           [](std::size_t total, const model::Sighting& sighting) {
                             const auto* octets = std::get_if<model::OctetsSeen>(&sighting.what);
                             return total + (octets != nullptr ? octets->octets.size() : 0);
                           });
  }
};

TEST_F(Recording, KeepsOctetsWithTheirTimes) {
  clock_.advance(3ms);
  sent("hello");
  const auto seen = recorder_.take();
  ASSERT_EQ(seen.sightings.size(), 1U);
  EXPECT_EQ(seen.sightings[0].at, 3ms);
  EXPECT_EQ(std::get<model::OctetsSeen>(seen.sightings[0].what).octets, bytes("hello"));
  EXPECT_FALSE(seen.cut);
}

TEST_F(Recording, KeepsAMegabyteAndSaysThatThereWasMore) {
  const std::string chunk(700'000, 'x');
  sent(chunk);
  sent(chunk);
  sent("behind the gap");
  const auto seen = recorder_.take();
  EXPECT_EQ(octets_in(seen), 1U << 20U);
  EXPECT_TRUE(seen.cut);
}

TEST_F(Recording, KeepsSomeThousandSightings) {
  for (int i = 0; i < 10'000; ++i) {
    sent("x");
    recorder_.message(Party::server, bytes("\x04\0\0\0"sv), true);
    recorder_.alert({.alert = model::Alert{90}, .fatal = false, .from = Party::server});
  }
  const auto seen = recorder_.take();
  EXPECT_LE(seen.sightings.size(), 5000U);
  EXPECT_TRUE(seen.cut);
}

TEST_F(Recording, KnowsTheEndsOfEitherSideOnce) {
  recorder_.transferred(Party::server, nullptr, 0);
  recorder_.transferred(Party::server, nullptr, 0);
  recorder_.ended(Party::client, Close::fin);
  fails_with(Party::client, ECONNRESET);
  fails_with(Party::server, ECONNRESET);
  EXPECT_THAT(ends(), ElementsAre("server fin", "client fin", "server rst"));
}

TEST_F(Recording, TakesNoErrorForAnEnd) {
  fails_with(Party::server, EAGAIN);
  fails_with(Party::client, EPIPE);
  recorder_.transferred(Party::client, nullptr, 0);
  EXPECT_THAT(ends(), IsEmpty());
}

// RFC 8446 section 4.4.2: context, list, and extensions behind each certificate.
constexpr auto kCertificate13 =
    "\x0b\0\0\x12\0\0\0\x0e\0\0\x02"
    "ab\0\0\0\0\x01"
    "c\0\x01!"sv;
// RFC 5246 section 7.4.2.
constexpr auto kCertificate12 =
    "\x0b\0\0\x0c\0\0\x09\0\0\x02"
    "ab\0\0\x01"
    "c"sv;

TEST_F(Recording, KeepsTheChainThatTheClientSends) {
  recorder_.message(Party::client, bytes(kCertificate13), true);
  EXPECT_THAT(recorder_.take().chain, ElementsAre(bytes("ab"), bytes("c")));
}

TEST_F(Recording, KeepsTheChainOfTls12) {
  recorder_.message(Party::client, bytes(kCertificate12), false);
  EXPECT_THAT(recorder_.take().chain, ElementsAre(bytes("ab"), bytes("c")));
}

TEST_F(Recording, KeepsNoChainOfTheServer) {
  recorder_.message(Party::server, bytes(kCertificate13), true);
  EXPECT_THAT(recorder_.take().chain, IsEmpty());
}

TEST_F(Recording, KeepsWhatThereIsOfAMalformedChain) {
  for (std::size_t size = 0; size < kCertificate13.size(); ++size) {
    recorder_.message(Party::client, bytes(kCertificate13.substr(0, size)), true);
    recorder_.message(Party::client, bytes(kCertificate13.substr(0, size)), false);
  }
  recorder_.message(Party::client, bytes("\x0b\0\0\x0a\0\xff\xff\xff\0\0\x02z"sv), true);
  EXPECT_THAT(recorder_.take().chain, ElementsAre(bytes("z")));
}

TEST_F(Recording, WritesSecretsAsKeyLogsDo) {
  recorder_.secret("CLIENT_RANDOM", bytes("\x01\xab"sv), bytes("\xff\0"sv));
  recorder_.secret("A LINE OF OPENSSL");
  EXPECT_THAT(recorder_.take().key_log, ElementsAre("CLIENT_RANDOM 01ab ff00", "A LINE OF OPENSSL"));
}

TEST_F(Recording, KeepsAFewSecrets) {
  for (int i = 0; i < 1000; ++i) recorder_.secret("CLIENT_RANDOM aa bb");
  EXPECT_LE(recorder_.take().key_log.size(), 100U);
}

}  // namespace
}  // namespace tlsgauge::tls
