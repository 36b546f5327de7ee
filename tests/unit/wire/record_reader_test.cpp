#include "wire/record/record.hpp"

#include <gmock/gmock.h>

#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

using Read = std::variant<std::monostate, Record, model::Alert>;

bool incomplete(const Read& read) { return std::holds_alternative<std::monostate>(read); }

Octets records(std::initializer_list<std::string_view> fragments) {
  Octets octets;
  for (const auto fragment : fragments)
    write_record(ContentType::handshake, kRecordVersion, from_text(fragment), octets);
  return octets;
}

std::string text_of(const Read& read) {
  const auto* record = std::get_if<Record>(&read);
  return record == nullptr ? "no record" : std::string{record->fragment.begin(), record->fragment.end()};
}

TEST(WriteRecord, PutsTheHeaderInFront) {
  Octets octets;
  write_record(ContentType::alert, 0x0301, from_hex("0228"), octets);
  EXPECT_EQ(to_hex(octets), "15030100020228");
  octets.clear();
  write_record(ContentType::handshake, kRecordVersion, Octets(65535), octets);
  EXPECT_EQ(to_hex(View{octets}.first(5)), "160303ffff") << "what is too long is for the peer to say";
}

TEST(RecordReader, GivesRecordsInOrderHoweverTheyArrive) {
  const auto stream = records({"one", "", "three"});
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    RecordReader reader;
    std::vector<std::string> seen;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      reader.feed(View{stream}.subspan(at, std::min(piece, stream.size() - at)));
      for (auto read = reader.next(); !incomplete(read); read = reader.next()) seen.push_back(text_of(read));
    }
    EXPECT_THAT(seen, testing::ElementsAre("one", "", "three")) << "in pieces of " << piece;
    EXPECT_EQ(reader.waiting(), 0U);
  }
}

TEST(RecordReader, SaysWhatTheHeaderSaid) {
  RecordReader reader;
  reader.feed(from_hex("1703010001ff"));
  const auto read = reader.next();
  const auto* record = std::get_if<Record>(&read);
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->type, 0x17);
  EXPECT_EQ(record->version, 0x0301);
  EXPECT_EQ(to_hex(record->fragment), "ff");
}

TEST(RecordReader, KeepsWhatIsIncomplete) {
  RecordReader reader;
  EXPECT_TRUE(incomplete(reader.next()));
  reader.feed(from_hex("160303000301"));
  EXPECT_TRUE(incomplete(reader.next()));
  EXPECT_EQ(reader.waiting(), 6U);
}

struct Wrong {
  std::string_view name;
  std::string_view octets;
  model::Alert alert;
};

class NoRecord : public testing::TestWithParam<Wrong> {};

TEST_P(NoRecord, IsRefusedAsSoonAsItShows) {
  const auto octets = from_hex(GetParam().octets);
  RecordReader reader;
  reader.feed(View{octets}.first(octets.size() - 1));
  EXPECT_TRUE(incomplete(reader.next()));
  reader.feed(View{octets}.last(1));
  for (int again = 0; again < 2; ++again) {
    const auto read = reader.next();
    ASSERT_TRUE(std::holds_alternative<model::Alert>(read));
    EXPECT_EQ(model::name(std::get<model::Alert>(read)), model::name(GetParam().alert));
  }
}

INSTANTIATE_TEST_SUITE_P(Record, NoRecord,
                         testing::Values(Wrong{"Http", "48", model::alerts::unexpected_message},
                                         Wrong{"TypeBelow", "13", model::alerts::unexpected_message},
                                         Wrong{"TypeAbove", "19", model::alerts::unexpected_message},
                                         Wrong{"MajorVersion", "1602", model::alerts::unexpected_message},
                                         Wrong{"TooLong", "1603034801", model::alerts::record_overflow},
                                         Wrong{"LongestLength", "170303ffff", model::alerts::record_overflow}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(RecordReader, TakesTheLongestRecordThatThereMayBe) {
  Octets octets;
  write_record(ContentType::application_data, kRecordVersion, Octets(kMaxCiphertext), octets);
  RecordReader reader;
  reader.feed(octets);
  EXPECT_TRUE(std::holds_alternative<Record>(reader.next()));
}

}  // namespace
}  // namespace tlsgauge::wire
