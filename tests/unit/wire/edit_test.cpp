#include "wire/edit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/result.hpp"
#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

using testing::HasSubstr;

/// type, and a body of a number, a list of two numbers and a vector.
Field field_to_edit() {
  return group("sample", 0,
               {number("type", 9, 1), group("body", 3,
                                            {number("version", 0x0303, 2),
                                             group("suites", 2, {number("one", 0x1301, 2), number("two", 0x1302, 2)}),
                                             vector("id", 1, from_hex("a1a2"))})});
}

constexpr auto kUnchanged = "09 00000b 0303 0004 1301 1302 02 a1a2";

struct EditCase {
  const char* name;
  model::Edit edit;
  const char* expected;
};

class Edited : public testing::TestWithParam<EditCase> {};

TEST_P(Edited, ChangesOnePartAndKeepsTheLengthsAroundItRight) {
  auto field = field_to_edit();
  ASSERT_EQ(encode(field), from_hex(kUnchanged));
  const auto applied = apply(GetParam().edit, field);
  ASSERT_TRUE(applied.ok()) << tlsgauge::message(applied);
  EXPECT_EQ(to_hex(encode(field)), to_hex(from_hex(GetParam().expected)));
}

using namespace model;
INSTANTIATE_TEST_SUITE_P(
    Edit, Edited,
    testing::Values(
        EditCase{"Content", {"id", SetContent{{1}}}, "09 00000a 0303 0004 1301 1302 01 01"},
        EditCase{"ContentOfAList", {"suites", SetContent{{}}}, "09 000007 0303 0000 02 a1a2"},
        EditCase{"Replace", {"suites", Replace{{0xff}}}, "09 000006 0303 ff 02 a1a2"},
        EditCase{"Remove", {"suites/one", Remove{}}, "09 000009 0303 0002 1302 02 a1a2"},
        EditCase{"RemoveAPart", {"id", Remove{}}, "09 000008 0303 0004 1301 1302"},
        EditCase{"Before", {"suites/one", InsertBefore{{0xaa, 0xaa}}}, "09 00000d 0303 0006 aaaa 1301 1302 02 a1a2"},
        EditCase{"After", {"suites/two", InsertAfter{{0xaa}}}, "09 00000c 0303 0005 1301 1302 aa 02 a1a2"},
        EditCase{"Append", {"body", Append{{0x55}}}, "09 00000c 0303 0004 1301 1302 02 a1a2 55"},
        EditCase{"Repeat", {"suites/two", Repeat{3}}, "09 00000f 0303 0008 1301 1302 1302 1302 02 a1a2"},
        EditCase{"Swap", {"suites/one", SwapWithNext{}}, "09 00000b 0303 0004 1302 1301 02 a1a2"},
        EditCase{"ByPlace", {"suites/[1]", SetContent{{0, 0}}}, "09 00000b 0303 0004 1301 0000 02 a1a2"},
        EditCase{"FlipFirst", {"id", FlipBit{0}}, "09 00000b 0303 0004 1301 1302 02 21a2"},
        EditCase{"FlipLast", {"id", FlipBit{-1}}, "09 00000b 0303 0004 1301 1302 02 a1a3"},
        EditCase{"FlipInAList", {"suites", FlipBit{31}}, "09 00000b 0303 0004 1301 1303 02 a1a2"},
        EditCase{"Truncate", {"suites", Truncate{-1}}, "09 00000a 0303 0004 1301 13 02 a1a2"},
        EditCase{"LongerLength", {"id", SetLength{LengthForm::wrong, 1}}, "09 00000b 0303 0004 1301 1302 03 a1a2"},
        EditCase{"ShorterLength", {"body", SetLength{LengthForm::wrong, -11}}, "09 000000 0303 0004 1301 1302 02 a1a2"},
        EditCase{"Header", {"type", SetContent{{0xff}}}, "ff 00000b 0303 0004 1301 1302 02 a1a2"},
        EditCase{"TheWhole", {"", Truncate{4}}, "09 00000b"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

struct Impossible {
  const char* name;
  model::Edit edit;
  const char* complaint;
};

class NotEdited : public testing::TestWithParam<Impossible> {};

TEST_P(NotEdited, SaysWhereAndWhy) {
  auto field = field_to_edit();
  const auto applied = apply(GetParam().edit, field);
  EXPECT_TRUE(absl::IsInvalidArgument(applied));
  EXPECT_THAT(tlsgauge::message(applied), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Edit, NotEdited,
    testing::Values(Impossible{"Nowhere", {"suites/three", Remove{}}, "sample has no part 'suites/three'"},
                    Impossible{"BeyondTheLast", {"suites/[2]", Remove{}}, "no part"},
                    Impossible{"Identifier", {"id", SetIdentifier{{1}}}, "DER"},
                    Impossible{"Nest", {"id", Nest{1}}, "DER"},
                    Impossible{"PaddedLength", {"id", SetLength{LengthForm::padded, 1}}, "one form"},
                    Impossible{"NoLength", {"version", SetLength{LengthForm::wrong, 1}}, "no length"},
                    Impossible{"LengthBelowZero", {"id", SetLength{LengthForm::wrong, -3}}, "below zero"},
                    Impossible{"BitOutside", {"id", FlipBit{16}}, "outside"},
                    Impossible{"BitBeforeTheFirst", {"id", FlipBit{-17}}, "outside"},
                    Impossible{"TooMuchCutOff", {"id", Truncate{-4}}, "3 octets"},
                    Impossible{"SwapOfTheLast", {"suites/two", SwapWithNext{}}, "behind"},
                    Impossible{"RepeatWithoutEnd", {"suites/two", Repeat{1 << 20}}, "65536"},
                    Impossible{"BesideTheWhole", {"", Remove{}}, "beside"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

}  // namespace
}  // namespace tlsgauge::wire
