#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "pki/der/edit.hpp"

namespace tlsgauge::pki::der {
namespace {

using testing::HasSubstr;

Octets octets(std::string_view hex) {
  Octets result;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    result.push_back(static_cast<std::uint8_t>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16)));
  return result;
}

std::string hex(const Octets& octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto octet : octets) {
    text += kDigits[octet >> 4U];
    text += kDigits[octet & 15U];
  }
  return text;
}

/// A Certificate in miniature. tbs: [0] version, serialNumber, signature, issuer, validity, subject, key, [3]
/// extensions with basicConstraints, critical, around an empty SEQUENCE, and with 1.2.3.4 around an INTEGER.
Octets certificate(const std::string& serial = "05") {
  const auto wrap = [](std::string_view tag, const std::string& content) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto size = content.size() / 2;
    return std::string{tag} + kDigits[size >> 4U] + kDigits[size & 15U] + content;
  };
  const auto extensions = wrap("30", wrap("30", "0603551d130101ff04023000") + wrap("30",
                                                                                   "06032a0304"
                                                                                   "0403020107"));
  const auto tbs = wrap("30", "a003020102" + wrap("02", serial) +
                                  "3000"
                                  "3000" +
                                  wrap("30", "170141180142") +
                                  "3000"
                                  "3000" +
                                  wrap("a3", extensions));
  return octets(wrap("30", tbs + "3000"
                                 "030200ff"));
}

/// The certificate after one change, or the fault.
std::string after(const std::string& at, const model::Operation& operation) {
  auto document = parse(certificate());
  EXPECT_TRUE(document.ok()) << document.status();
  const auto applied = apply({.at = at, .operation = operation}, *document);
  return applied.ok() ? hex(encode(*document)) : message(applied);
}

/// The element at `path` after one change.
std::string element(const std::string& path, const model::Edit& edit) {
  auto document = parse(certificate());
  EXPECT_TRUE(document.ok()) << document.status();
  const auto applied = apply(edit, *document);
  if (!applied.ok()) return message(applied);
  const auto found = find(*document, path);
  return found.ok() ? hex(encode(**found)) : message(found.status());
}

TEST(Der, IsWrittenAsItWasRead) {
  const auto read = parse(certificate());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(hex(encode(*read)), hex(certificate()));
}

TEST(Der, HasLongLengths) {
  for (const std::size_t size : {127U, 128U, 255U, 256U, 70'000U}) {
    const Node node{.identifier = {kOctetString}, .content = Octets(size, 7)};
    const auto read = parse(encode(node));
    ASSERT_TRUE(read.ok()) << size;
    EXPECT_EQ(read->front().content.size(), size);
  }
}

TEST(Der, RefusesWhatDoesNotFit) {
  for (const auto* wrong :
       {"30", "3001", "300201", "3080", "30850000000001", "3089ffffffffffffffffff", "1f8101", "04820001"})
    EXPECT_FALSE(parse(octets(wrong)).ok()) << wrong;
}

TEST(Der, RefusesElementsThatAreTooDeep) {
  Octets nested;
  for (std::size_t i = 0; i < kMaxDepth + 2; ++i) nested = encode(Node{.identifier = {kSequence}, .content = nested});
  EXPECT_FALSE(parse(nested).ok());
}

TEST(Der, EveryPrefixIsRefusedOrRead) {
  const auto whole = certificate();
  for (std::size_t size = 1; size < whole.size(); ++size)
    EXPECT_FALSE(parse(std::span{whole}.first(size)).ok()) << size;
}

TEST(Path, LeadsToFieldsByTheirNames) {
  auto document = parse(certificate());
  ASSERT_TRUE(document.ok());
  const auto at = [&](const std::string& path) {
    const auto found = find(*document, path);
    return found.ok() ? hex(encode(**found)) : message(found.status());
  };
  EXPECT_EQ(at("tbs/version/0"), "020102");
  EXPECT_EQ(at("tbs/serialNumber"), "020105");
  EXPECT_EQ(at("tbs/validity/notBefore"), "170141");
  EXPECT_EQ(at("tbs/validity/notAfter"), "180142");
  EXPECT_EQ(at("signatureValue"), "030200ff");
  EXPECT_EQ(at("tbs/extensions/basicConstraints/critical"), "0101ff");
  EXPECT_EQ(at("tbs/extensions/basicConstraints/extnValue/0"), "3000") << "paths lead on into an OCTET STRING";
  EXPECT_EQ(at("tbs/extensions/1.2.3.4/extnValue/0"), "020107");
  EXPECT_EQ(at("tbs/extensions/1/extnID"), "06032a0304");
  EXPECT_EQ(at("1"), "3000");
}

TEST(Path, SaysWhichStepLeadsNowhere) {
  EXPECT_THAT(after("tbs/serial", model::Remove{}), HasSubstr("'serial'"));
  EXPECT_THAT(after("tbs/extensions/keyUsage", model::Remove{}), HasSubstr("'keyUsage'"));
  EXPECT_THAT(after("tbs/9", model::Remove{}), HasSubstr("'9'"));
  EXPECT_THAT(after("signatureValue/0", model::Remove{}), HasSubstr("no DER"));
}

TEST(Edit, KeepsTheLengthsAroundItRight) {
  const auto edited = parse(octets(after("tbs/serialNumber", model::SetContent{octets("0102030405")})));
  ASSERT_TRUE(edited.ok()) << edited.status();
  EXPECT_EQ(hex(encode(*edited)), hex(certificate("0102030405")));
}

TEST(Edit, ChangesOneElement) {
  const std::string serial = "tbs/serialNumber";
  EXPECT_EQ(element(serial, {serial, model::SetIdentifier{octets("04")}}), "040105");
  EXPECT_EQ(element(serial, {serial, model::Append{octets("0607")}}), "0203050607");
  EXPECT_EQ(element(serial, {serial, model::FlipBit{0}}), "020185");
  EXPECT_EQ(element(serial, {serial, model::FlipBit{-1}}), "020104");
  EXPECT_EQ(element(serial, {serial, model::Truncate{2}}), "0201");
  EXPECT_EQ(element(serial, {serial, model::Truncate{-1}}), "0201");
  EXPECT_EQ(element(serial, {serial, model::Replace{octets("beef")}}), "beef");
  EXPECT_EQ(element(serial, {serial, model::Nest{2}}), "30053003020105");
  EXPECT_EQ(element("tbs/2", {serial, model::Repeat{2}}), "020105");
  EXPECT_EQ(element("tbs/1", {serial, model::Remove{}}), "3000");
  EXPECT_EQ(element("tbs/1", {serial, model::SwapWithNext{}}), "3000");
  EXPECT_EQ(element("tbs/1", {serial, model::InsertBefore{octets("0500")}}), "0500");
  EXPECT_EQ(element("tbs/2", {serial, model::InsertAfter{octets("0500")}}), "0500");
}

TEST(Edit, WritesLengthsAsNobodyShould) {
  const std::string serial = "tbs/serialNumber";
  using enum model::LengthForm;
  EXPECT_EQ(element(serial, {serial, model::SetLength{.form = padded, .value = 1}}), "0282000105");
  EXPECT_EQ(element(serial, {serial, model::SetLength{.form = wrong, .value = 2}}), "020305");
  EXPECT_EQ(element(serial, {serial, model::SetLength{.form = wrong, .value = -9}}), "020005");
  EXPECT_EQ(element("tbs/validity", {"tbs/validity", model::SetLength{.form = indefinite}}), "30801701411801420000");
}

TEST(Edit, SaysWhatCannotBe) {
  EXPECT_THAT(after("tbs/serialNumber", model::FlipBit{8}), HasSubstr("'tbs/serialNumber': there is no bit 8"));
  EXPECT_THAT(after("tbs/serialNumber", model::Truncate{4}), HasSubstr("only 3 octets"));
  EXPECT_THAT(after("signatureValue", model::SwapWithNext{}), HasSubstr("nothing stands behind it"));
  EXPECT_THAT(after("tbs", model::Repeat{0}), HasSubstr("repeats"));
  EXPECT_THAT(after("tbs", model::Nest{10'001}), HasSubstr("nests"));
  EXPECT_THAT(after("tbs", model::SetLength{.form = model::LengthForm::padded, .value = 0}), HasSubstr("pads"));
}

TEST(Path, HasALimit) {
  Octets nested;
  std::string path = "tbs/serialNumber";
  for (std::size_t i = 0; i < 2 * kMaxDepth; ++i, path += "/0")
    nested = encode(Node{.identifier = {kOctetString}, .content = nested});
  auto document = parse(certificate());
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_TRUE(apply({"tbs/serialNumber", model::SetContent{nested}}, *document).ok());
  EXPECT_THAT(message(find(*document, path).status()), HasSubstr("more than 64 steps"));
}

TEST(Edit, KeepsTheDocumentWithinALimit) {
  auto document = parse(certificate());
  ASSERT_TRUE(document.ok()) << document.status();
  const model::Edit repeated{"tbs/1", model::Repeat{10'000}};
  ASSERT_TRUE(apply(repeated, *document).ok());
  EXPECT_THAT(message(apply({"tbs", model::Repeat{100'000}}, *document)), HasSubstr("more than 1048576 octets"));
  EXPECT_LT(encode(*document).size(), kMaxWeight) << "nothing is made before it is known to fit";
  EXPECT_THAT(after("tbs", model::Append{Octets(kMaxWeight)}), HasSubstr("more than 1048576 octets"));
}

TEST(Edit, ReachesTheWholeDocument) {
  EXPECT_EQ(after("", model::Truncate{1}), "30");
  EXPECT_EQ(after("", model::InsertAfter{octets("00")}), hex(certificate()) + "00");
}

}  // namespace
}  // namespace tlsgauge::pki::der
