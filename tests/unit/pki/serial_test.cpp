#include "pki/serial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/file.hpp"

namespace tlsgauge::pki {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST(Serial, IsTwentyOctetsAndPositive) {
  for (int i = 0; i < 100; ++i) {
    const auto serial = Serial::random();
    ASSERT_TRUE(serial.ok());
    EXPECT_THAT(serial->hex(), SizeIs(40));
    EXPECT_LT(serial->hex().front(), '8') << "the sign bit is set: DER would need a 21st octet";
  }
}

TEST(Serial, IsRandom) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(Serial::random().value().hex());
  EXPECT_THAT(seen, SizeIs(100));
}

TEST(Serial, CountsInUpperCaseHexadecimalWithEvenDigits) {
  EXPECT_EQ(Serial::from_hex("0f").value().next().value().hex(), "10");
  EXPECT_EQ(Serial::from_hex("ff").value().next().value().hex(), "0100");
  EXPECT_EQ(Serial::from_hex("9E").value().next().value().hex(), "9F");
}

TEST(Serial, IsUsedUpBeforeTheSignBit) {
  const auto last = Serial::from_hex("7" + std::string(39, 'F'));
  ASSERT_TRUE(last.ok());
  EXPECT_FALSE(last->next().ok());
}

class SerialFile : public testing::Test {
 protected:
  [[nodiscard]] Result<Serial> reading(const std::string& text) const {
    EXPECT_TRUE(core::write_file(file(), text, core::Readers::everyone).ok());
    return read_serial_file(file());
  }
  [[nodiscard]] std::filesystem::path file() const { return directory_.path() / "ca.srl"; }

 private:
  core::TemporaryDirectory directory_ = core::TemporaryDirectory::make().value();
};

TEST_F(SerialFile, ReadsWhatItWrites) {
  const auto serial = Serial::random().value();
  EXPECT_EQ(reading(serial_file_text(serial)).value().hex(), serial.hex());
}

TEST_F(SerialFile, NamesTheFileThatHoldsNoNumber) {
  for (const auto* text : {"", "\n", "zz\n", "12 34\n", "-1\n"}) {
    const auto serial = reading(text);
    ASSERT_FALSE(serial.ok()) << "'" << text << "'";
    EXPECT_THAT(message(serial.status()), HasSubstr("ca.srl"));
  }
  EXPECT_FALSE(reading(std::string(41, '1')).ok());
}

TEST_F(SerialFile, SaysWhenItIsMissing) { EXPECT_TRUE(absl::IsNotFound(read_serial_file(file()).status())); }

}  // namespace
}  // namespace tlsgauge::pki
