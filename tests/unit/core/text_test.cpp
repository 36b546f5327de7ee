#include "core/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "core/result.hpp"

namespace tlsgauge::core {
namespace {

using namespace std::string_literals;

struct Bytes {
  std::string_view name;
  std::string text;
  std::string xml;
  std::string terminal;
};

class Text : public testing::TestWithParam<Bytes> {};

TEST_P(Text, IsFitForXml) { EXPECT_EQ(xml_escaped(GetParam().text), GetParam().xml); }
TEST_P(Text, IsFitForATerminal) { EXPECT_EQ(terminal_line(GetParam().text), GetParam().terminal); }

const std::string kReplaced = "\xEF\xBF\xBD";

/// Bytes of which each is replaced: no UTF-8.
Bytes broken(std::string_view name, const std::string& text) {
  std::string replaced;
  for (std::size_t i = 0; i < text.size(); ++i) replaced += kReplaced;
  return {name, text, replaced, replaced};
}

INSTANTIATE_TEST_SUITE_P(
    Core, Text,
    testing::Values(Bytes{"Empty", "", "", ""}, Bytes{"Ascii", "as it is", "as it is", "as it is"},
                    Bytes{"Markup", "<a b=\"&\">'", "&lt;a b=&quot;&amp;&quot;&gt;'", "<a b=\"&\">'"},
                    Bytes{"LineBreaks", "a\r\nb\tc", "a&#13;&#10;b&#9;c", "a??b?c"},
                    Bytes{"Nul", "a\0b"s, "a?b", "a?b"}, Bytes{"Escape", "\x1b[31m", "?[31m", "?[31m"},
                    Bytes{"Delete", "\x7f", "\x7f", "?"},
                    Bytes{"EightBitControl",
                          "\xC2\x9B"
                          "31m",
                          "\xC2\x9B"
                          "31m",
                          "?31m"},
                    Bytes{"TwoBytes", "\xC3\xA9", "\xC3\xA9", "\xC3\xA9"},
                    Bytes{"ThreeBytes", "\xE2\x82\xAC", "\xE2\x82\xAC", "\xE2\x82\xAC"},
                    Bytes{"FourBytes", "\xF0\x9F\x94\x92", "\xF0\x9F\x94\x92", "\xF0\x9F\x94\x92"},
                    Bytes{"LastCharacter", "\xF4\x8F\xBF\xBD", "\xF4\x8F\xBF\xBD", "\xF4\x8F\xBF\xBD"},
                    Bytes{"NoXmlCharacters", "\xEF\xBF\xBE\xEF\xBF\xBF", "??", "\xEF\xBF\xBE\xEF\xBF\xBF"},
                    broken("Continuation", "\x80\xBF"), broken("OverlongTwo", "\xC0\xAF"),
                    broken("OverlongThree", "\xE0\x80\xAF"), broken("OverlongFour", "\xF0\x80\x80\xAF"),
                    broken("Surrogate", "\xED\xA0\x80"), broken("BeyondUnicode", "\xF4\x90\x80\x80"),
                    broken("NeverABeginning", "\xFE\xFF"), broken("CutShortOfTwo", "\xC3"),
                    broken("CutShortOfThree", "\xE2\x82"), broken("CutShortOfFour", "\xF0\x9F\x94"),
                    Bytes{"CutShortByAscii",
                          "\xE2\x82"
                          "A",
                          kReplaced + kReplaced + "A", kReplaced + kReplaced + "A"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Hexadecimal, IsTwoLowerCaseDigitsAnOctet) {
  EXPECT_EQ(hexadecimal({}), "");
  EXPECT_EQ(hexadecimal(std::array<std::uint8_t, 4>{0x00, 0x0f, 0xa0, 0xff}), "000fa0ff");
}

TEST(Fault, IsOneLineWhateverItQuotes) {
  EXPECT_EQ(message(bad_input("file: no key '\n\x1b[2J\xff'")), "file: no key '??[2J" + kReplaced + "'");
}

TEST(Fault, KeepsItsKindWhereItIsLocated) {
  const auto fault = located("case\n7: ", unsupported("no key"));
  EXPECT_TRUE(absl::IsUnimplemented(fault));
  EXPECT_EQ(message(fault), "case?7: no key");
}

}  // namespace
}  // namespace tlsgauge::core
