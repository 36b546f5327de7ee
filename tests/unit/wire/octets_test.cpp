#include "wire/octets.hpp"

#include <gtest/gtest.h>

#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

TEST(Number, IsWrittenInItsWidthTheMostSignificantOctetFirst) {
  Octets to;
  append_number(to, 0x010203, 3);
  append_number(to, 0x0102, 1);
  append_number(to, 7, 0);
  append_number(to, 0xff, 9);
  EXPECT_EQ(to_hex(to),
            "010203"
            "02"
            "0000000000000000ff");
}

TEST(Reader, ReadsNumbersAndVectors) {
  const auto octets_read = from_hex("01 0203 040506 0708090a 02bbcc 0001dd ee");
  Reader at{octets_read};
  EXPECT_EQ(at.u8(), 0x01U);
  EXPECT_EQ(at.u16(), 0x0203U);
  EXPECT_EQ(at.u24(), 0x040506U);
  EXPECT_EQ(at.u32(), 0x0708090aU);
  EXPECT_EQ(to_hex(at.vector(1)), "bbcc");
  EXPECT_EQ(to_hex(at.vector(2)), "dd");
  EXPECT_FALSE(at.done());
  EXPECT_EQ(at.size(), 1U);
  EXPECT_EQ(to_hex(at.rest()), "ee");
  EXPECT_TRUE(at.done());
}

TEST(Reader, RemembersAReadPastTheEnd) {
  const auto two = from_hex("0102");
  Reader at{two};
  EXPECT_EQ(at.u24(), 0U);
  EXPECT_FALSE(at.ok());
  EXPECT_TRUE(at.empty());
  EXPECT_EQ(at.u8(), 0U) << "nothing is read after a fault";
  EXPECT_FALSE(at.done());
}

TEST(Reader, TakesNoVectorThatIsLongerThanWhatIsThere) {
  const auto claims = from_hex("ffffff 00");
  Reader at{claims};
  EXPECT_TRUE(at.vector(3).empty());
  EXPECT_FALSE(at.ok());
}

TEST(Reader, FailsWhereItIsTold) {
  Reader at{View{}};
  EXPECT_TRUE(at.done());
  at.fail();
  EXPECT_FALSE(at.ok());
  EXPECT_FALSE(at.done());
}

}  // namespace
}  // namespace tlsgauge::wire
