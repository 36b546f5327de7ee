#include <gtest/gtest.h>

#include "hexadecimal.hpp"
#include "rfc8448_messages.hpp"
#include "wire/message/server.hpp"

namespace tlsgauge::wire {
namespace {

using Next = std::variant<std::monostate, MessageReader::Message, model::Alert>;

bool is_nothing(const Next& next) { return std::holds_alternative<std::monostate>(next); }

/// The message that is next, as hexadecimal; empty where there is none.
std::string next_of(MessageReader& reader) {
  const auto next = reader.next();
  const auto* message = std::get_if<MessageReader::Message>(&next);
  return message == nullptr ? "" : to_hex(message->octets);
}

TEST(MessageReader, JoinsAMessageThatComesOctetByOctet) {
  MessageReader reader;
  const auto message = from_hex(rfc8448::kServerHello);
  for (std::size_t i = 0; i + 1 < message.size(); ++i) {
    reader.feed(View{message}.subspan(i, 1));
    EXPECT_TRUE(is_nothing(reader.next())) << "after " << i + 1 << " octets";
    EXPECT_TRUE(reader.in_between());
  }
  reader.feed(View{message}.last(1));
  EXPECT_EQ(next_of(reader), rfc8448::kServerHello);
  EXPECT_FALSE(reader.in_between());
  EXPECT_TRUE(is_nothing(reader.next()));
}

TEST(MessageReader, SplitsMessagesThatShareARecord) {
  MessageReader reader;
  reader.feed(
      from_hex("0e000000"
               "18000001 01"
               "1400"));
  EXPECT_EQ(next_of(reader), "0e000000");
  EXPECT_TRUE(reader.in_between());
  EXPECT_EQ(next_of(reader), "1800000101");
  EXPECT_TRUE(is_nothing(reader.next()));
  EXPECT_TRUE(reader.in_between()) << "of the third message two octets are here";
  reader.feed(from_hex("0001 aa"));
  EXPECT_EQ(next_of(reader), "14000001aa");
  EXPECT_FALSE(reader.in_between());
}

TEST(MessageReader, HandsOutTypeAndBody) {
  MessageReader reader;
  reader.feed(from_hex("63000002 aabb"));
  const auto next = reader.next();
  const auto* message = std::get_if<MessageReader::Message>(&next);
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->type, model::HandshakeType{0x63});
  EXPECT_EQ(to_hex(message->body()), "aabb");
}

TEST(MessageReader, HasNothingToSayOfNothing) {
  MessageReader reader;
  reader.feed({});
  EXPECT_TRUE(is_nothing(reader.next()));
  EXPECT_FALSE(reader.in_between());
}

TEST(MessageReader, RefusesAMessageThatIsTooLargeAsSoonAsItIsAnnounced) {
  Octets header{11};
  append_number(header, MessageReader::kMaxMessage + 1, 3);
  MessageReader reader;
  reader.feed(header);
  for (int i = 0; i < 2; ++i) {
    const auto next = reader.next();
    const auto* alert = std::get_if<model::Alert>(&next);
    ASSERT_NE(alert, nullptr);
    EXPECT_EQ(*alert, model::alerts::decode_error);
  }
}

TEST(MessageReader, TakesTheLargestMessage) {
  Octets message{11};
  append_number(message, MessageReader::kMaxMessage, 3);
  MessageReader reader;
  reader.feed(message);
  EXPECT_TRUE(is_nothing(reader.next()));
  reader.feed(Octets(MessageReader::kMaxMessage));
  const auto next = reader.next();
  EXPECT_EQ(std::get<MessageReader::Message>(next).body().size(), MessageReader::kMaxMessage);
}

}  // namespace
}  // namespace tlsgauge::wire
