#include <gtest/gtest.h>

#include "hexadecimal.hpp"
#include "rfc8448_messages.hpp"
#include "wire/message/client.hpp"

namespace tlsgauge::wire {
namespace {

TEST(ClientMessage, OfAnyTypeHasItsHeaderInFront) {
  auto field = message(model::HandshakeType{99}, "strange", {number("a", 0x0102, 2)});
  EXPECT_EQ(to_hex(encode(field)),
            "63000002"
            "0102");
  EXPECT_EQ(find(field, "body/a"), field.parts[1].parts.data());
}

TEST(ClientCertificate, IsThatOfRfc8448) {
  // What stands behind the lengths of the message, the context, the list and itself.
  const auto der = from_hex(cut(rfc8448::kClientCertificate, 11, 0x1b6));
  auto field = certificate_13({}, {der});
  EXPECT_EQ(to_hex(encode(field)), rfc8448::kClientCertificate);
  EXPECT_EQ(find(field, "body/certificate_list/certificate/cert_data")->octets, der);
  EXPECT_NE(find(field, "body/certificate_list/certificate/extensions"), nullptr);
  EXPECT_NE(find(field, "body/certificate_request_context"), nullptr);
}

TEST(ClientCertificate, MayBeNone) {
  EXPECT_EQ(to_hex(encode(certificate_13(from_hex("aabb"), {}))),
            "0b000006"
            "02aabb"
            "000000");
  EXPECT_EQ(to_hex(encode(certificate_12({}))),
            "0b000003"
            "000000");
}

TEST(ClientCertificate, OfTls12HasNoExtensions) {
  EXPECT_EQ(to_hex(encode(certificate_12({from_hex("3000"), from_hex("300100")}))),
            "0b00000e"
            "00000b"
            "0000023000"
            "000003300100");
}

TEST(ClientCertificate, OfARawKeyInTls12IsNoList) {
  EXPECT_EQ(to_hex(encode(certificate_of_raw_key_12(from_hex("300100")))),
            "0b000006"
            "000003300100");
}

TEST(CompressedCertificate, HoldsTheWholeCertificateMessage) {
  auto field = compressed(certificate_13({}, {from_hex("3000")}));
  // 00 000007 000002 3000 0000, in one stored block of zlib: what python3's zlib.decompress() expands to the same.
  EXPECT_EQ(to_hex(encode(field)),
            "1900001e"
            "0001"
            "00000b"
            "000016"
            "7801"
            "010b00f4ff"
            "0000000700000230000000"
            "010d003a");
  EXPECT_EQ(field.name, "certificate");
  EXPECT_NE(find(field, "body/algorithm"), nullptr);
  EXPECT_NE(find(field, "body/uncompressed_length"), nullptr);
  EXPECT_NE(find(field, "body/compressed_certificate_message"), nullptr);
}

TEST(CompressedCertificate, OfMoreThan64KibHasSeveralBlocks) {
  constexpr std::size_t kSize = 70'000;
  constexpr std::size_t kAround = 4 + 3 + 2;  // context, list, entry: their lengths, and extensions
  auto field = compressed(certificate_13({}, {Octets(kSize, 0x30)}));
  const auto* stream = find(field, "body/compressed_certificate_message");
  constexpr std::size_t kZlib = 2 + 5 + 5 + 4;  // header, two blocks', checksum
  EXPECT_EQ(stream->octets.size(), kSize + kAround + kZlib);
  EXPECT_EQ(to_hex(View{stream->octets}.first(7)), "780100ffff0000");
}

TEST(ClientCertificateVerify, IsThatOfRfc8448) {
  const auto signature = from_hex(cut(rfc8448::kClientCertificateVerify, 8));
  auto field = certificate_verify(model::signature_scheme::rsa_pss_rsae_sha256, signature);
  EXPECT_EQ(to_hex(encode(field)), rfc8448::kClientCertificateVerify);
  EXPECT_EQ(to_hex(find(field, "body/algorithm")->octets), "0804");
  EXPECT_EQ(find(field, "body/signature")->octets, signature);
}

TEST(ClientFinished, IsThatOfRfc8448) {
  auto field = finished(from_hex(cut(rfc8448::kClientFinished, 4)));
  EXPECT_EQ(to_hex(encode(field)), rfc8448::kClientFinished);
  EXPECT_EQ(find(field, "body/verify_data")->size(), 32U);
}

TEST(ClientKeyExchange, HasTheLengthThatItsAlgorithmWants) {
  EXPECT_EQ(to_hex(encode(client_key_exchange_ecdhe(from_hex("0401")))),
            "10000003"
            "020401");
  EXPECT_EQ(to_hex(encode(client_key_exchange_rsa(from_hex("0102")))),
            "10000004"
            "00020102");
}

TEST(KeyUpdate, SaysWhetherItAsksForOne) {
  EXPECT_EQ(to_hex(encode(key_update(0))),
            "18000001"
            "00");
  EXPECT_EQ(to_hex(encode(key_update(1))),
            "18000001"
            "01");
}

TEST(EndOfEarlyData, IsEmpty) { EXPECT_EQ(to_hex(encode(end_of_early_data())), "05000000"); }

TEST(SignedContent, IsThatOfTheExampleInRfc8446) {
  // RFC 8446 section 4.4.3: the transcript hash there is 32 octets of 01.
  EXPECT_EQ(to_hex(signed_content_13(kServerContext, Octets(32, 0x01))),
            "2020202020202020202020202020202020202020202020202020202020202020"
            "2020202020202020202020202020202020202020202020202020202020202020"
            "544c5320312e332c2073657276657220436572746966696361746556657269667900"
            "0101010101010101010101010101010101010101010101010101010101010101");
}

}  // namespace
}  // namespace tlsgauge::wire
