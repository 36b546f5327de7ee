#include <gmock/gmock.h>

#include "evidence/render.hpp"
#include "unit/evidence/sample_conversation.hpp"

namespace tlsgauge::evidence {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using namespace test_support;
using model::Close;
using model::Party;
using testing::HasSubstr;
using testing::Not;

std::string transcript(const model::Conversation& conversation) { return to_transcript({&conversation, 1}); }

TEST(Transcript, SaysWhatHappenedALineEach) {
  auto conversation = sample_conversation();
  const model::AlertSeen alert{.alert = model::Alert{48}, .fatal = true, .from = Party::server};
  conversation.sightings = {
      {.from = Party::client,
       .at = 60us,
       .what = model::MessageSeen{.type = model::handshake_type::client_hello, .size = 7}},
      octets(Party::client, 1070, "\x16\x03\x01\x00\x07\x01\x00\x00\x03\xaa\xbb\xcc"sv),
      octets(Party::server, 2000, "\x15\x03\x03\x00\x02\x02\x30"sv),
      {.from = Party::server, .at = 2001us, .what = alert},
      end(Party::server, 2500, Close::fin),
      end(Party::client, 123456, Close::rst),
  };
  EXPECT_EQ(transcript(conversation),
            "connection 127.0.0.1:40000 > 127.0.0.1:19530, begun 2026-01-02T03:04:05.000000Z\n"
            "       0.000 ms  client > server  connects\n"
            "       0.050 ms  server > client  has accepted the connection\n"
            "       0.060 ms  client > server  message client_hello, 7 octets\n"
            "       1.070 ms  client > server  record handshake, 7 octets\n"
            "       2.000 ms  server > client  record alert, 2 octets\n"
            "       2.001 ms  server > client  alert fatal unknown_ca (48)\n"
            "       2.500 ms  server > client  TCP end (FIN)\n"
            "     123.456 ms  client > server  TCP reset\n"
            "\n");
}

TEST(Transcript, NamesTheEndsOfIPv6) {
  EXPECT_THAT(transcript(sample_conversation_v6()), HasSubstr("connection [::1]:40000 > [::1]:19530,"));
}

TEST(Transcript, FindsRecordsHoweverTheyAreCut) {
  auto conversation = sample_conversation();
  conversation.sightings = {octets(Party::server, 60, "\x17\x03"sv), octets(Party::server, 70, "\x03\x00\x01"sv),
                            octets(Party::server, 80, "x\x17\x03\x03\x00\x00\x17\x03\x03\x00\x02y"sv)};
  const auto text = transcript(conversation);
  EXPECT_THAT(text, HasSubstr("0.080 ms  server > client  record application_data, 1 octet\n"));
  EXPECT_THAT(text, HasSubstr("0.080 ms  server > client  record application_data, 0 octets\n"));
  EXPECT_THAT(text, HasSubstr("6 octets of the server are the beginning of a record that did not end"));
}

TEST(Transcript, QuotesTheFirstWordsOfWhatIsNoTls) {
  auto conversation = sample_conversation();
  conversation.sightings = {octets(Party::server, 60, "HTTP/1.1 400 Bad Request\r\nServer: x\r\n"sv),
                            octets(Party::server, 70, "\x1b[2Jevil"sv)};
  const auto text = transcript(conversation);
  EXPECT_THAT(text, HasSubstr("37 octets without TLS: HTTP/1.1 400 Bad Request\n"));
  EXPECT_THAT(text, HasSubstr("8 octets without TLS\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Transcript, OfAFloodEnds) {
  auto conversation = sample_conversation();
  std::string flood;
  for (int i = 0; i < 10000; ++i) flood += "\x17\x03\x03\x00\x00"sv;
  conversation.sightings = {octets(Party::server, 60, flood)};
  conversation.cut = true;
  const auto text = transcript(conversation);
  EXPECT_LT(text.size(), 200'000U);
  EXPECT_THAT(text, HasSubstr("and 8002 lines more"));
  EXPECT_THAT(text, HasSubstr("there was more, which is not recorded"));
}

TEST(Transcript, HoldsNoSecrets) {
  auto conversation = sample_conversation();
  conversation.key_log = {"CLIENT_RANDOM aa bb"};
  EXPECT_THAT(transcript(conversation), Not(HasSubstr("CLIENT_RANDOM")));
}

}  // namespace
}  // namespace tlsgauge::evidence
