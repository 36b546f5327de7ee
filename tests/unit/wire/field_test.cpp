#include "wire/field.hpp"

#include <gtest/gtest.h>

#include "hellos.hpp"
#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

/// {"a": 01, "b": a vector of "c": 0203 and "d", an empty vector}.
Field small_field() {
  return group("all", 2, {number("a", 1, 1), group("b", 1, {number("c", 0x0203, 2), vector("d", 3, {})})});
}

TEST(Field, WritesItsLengthsInFrontOfItsParts) {
  EXPECT_EQ(to_hex(encode(small_field())),
            "0007"
            "01"
            "05"
            "0203"
            "000000");
  EXPECT_EQ(small_field().size(), 9U);
  EXPECT_EQ(small_field().content_size(), 7U);
}

TEST(Field, WritesItsOctetsBeforeItsParts) {
  auto field = small_field();
  field.octets = {0xee};
  EXPECT_EQ(to_hex(encode(field)),
            "0008ee0105"
            "0203000000");
}

TEST(Field, WritesWhatLengthItIsTold) {
  auto field = small_field();
  find(field, "b")->length = 0x0102;
  EXPECT_EQ(to_hex(encode(field)),
            "0007"
            "01"
            "02"
            "0203"
            "000000")
      << "as many octets of it as there is room for";
  find(field, "a")->length = 9;
  EXPECT_EQ(field.content_size(), 7U) << "what has no length in front has none to change";
}

TEST(Field, LengthsFollowAChangeOfThePartsBelow) {
  auto field = small_field();
  find(field, "b/d")->octets = from_hex("aabb");
  field.parts.erase(field.parts.begin());
  EXPECT_EQ(to_hex(encode(field)),
            "0008"
            "07"
            "0203"
            "000002aabb");
}

TEST(Path, LeadsToPartsByTheirNamesAndPlaces) {
  auto field = small_field();
  EXPECT_EQ(find(field, ""), &field);
  EXPECT_EQ(find(field, "a"), field.parts.data());
  EXPECT_EQ(find(field, "b/d"), &field.parts[1].parts[1]);
  EXPECT_EQ(find(field, "[1]/[0]"), field.parts[1].parts.data());
  EXPECT_EQ(find(field, "b/[1]"), find(field, "[1]/d"));
}

TEST(Path, LeadsToTheFirstOfAName) {
  auto field = group("all", 0, {number("x", 1, 1), number("x", 2, 1)});
  EXPECT_EQ(find(field, "x"), field.parts.data());
  EXPECT_EQ(find(field, "[1]"), &field.parts[1]);
}

TEST(Path, MayLeadNowhere) {
  auto field = small_field();
  for (const auto* path :
       {"c", "a/b", "b/e", "B", "[2]", "[-1]", "[]", "[1", "1]", "[ 1]", "[1x]", "/", "b//c", "[18446744073709551616]"})
    EXPECT_EQ(find(field, path), nullptr) << path;
}

using Visit = void (*)(Field& whole, Field& part, const std::string& path, std::size_t offset);

/// Visits every part below `part` with its path by places, and where its length begins in the encoding.
void for_each_part(Field& whole, Field& part, const std::string& path, std::size_t offset, Visit visit) {
  visit(whole, part, path, offset);
  offset += part.length_width + part.octets.size();
  for (std::size_t i = 0; i < part.parts.size(); ++i) {
    for_each_part(whole, part.parts[i], path + (path.empty() ? "[" : "/[") + std::to_string(i) + "]", offset, visit);
    offset += part.parts[i].size();
  }
}

TEST(EveryPartOfAHello, IsFoundByItsPlaceAndItsName) {
  auto hello = layout(full_hello());
  for_each_part(hello, hello, "", 0, [](Field& whole, Field& part, const std::string& path, std::size_t) {
    EXPECT_EQ(find(whole, path), &part) << path;
    EXPECT_FALSE(part.name.empty()) << path;
    for (auto& below : part.parts) EXPECT_EQ(find(part, below.name), part.part(below.name)) << path;
  });
}

TEST(EveryLengthInAHello, CanBeWrittenWrongWithoutChangingAnythingElse) {
  auto hello = layout(full_hello());
  for_each_part(hello, hello, "", 0, [](Field& whole, Field& part, const std::string& path, std::size_t offset) {
    if (part.length_width == 0) return;
    auto expected = encode(whole);
    const auto wrong = part.content_size() + 1;
    Octets written;
    append_number(written, wrong, part.length_width);
    std::copy(written.begin(), written.end(), expected.begin() + static_cast<std::ptrdiff_t>(offset));
    part.length = wrong;
    EXPECT_EQ(to_hex(encode(whole)), to_hex(expected)) << path << " " << part.name;
    part.length.reset();
  });
}

}  // namespace
}  // namespace tlsgauge::wire
