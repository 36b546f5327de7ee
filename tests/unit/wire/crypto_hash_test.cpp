#include "wire/crypto/hash.hpp"

#include <gmock/gmock.h>

#include "hexadecimal.hpp"

namespace tlsgauge::wire {
namespace {

TEST(HashFunction, DigestsAsTheExamplesOfFips180) {
  const auto abc = from_text("abc");
  EXPECT_EQ(to_hex(digest(Hash::sha1, abc).view()), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(to_hex(digest(Hash::sha256, abc).view()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(digest(Hash::sha384, abc).view()),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
}

struct Mac {
  std::string_view name;
  Octets key;
  Octets data;
  std::string_view sha256;
  std::string_view sha384;
};

// A namespace of its own, because wire::Hmac is a class.
namespace examples {

class Hmac : public testing::TestWithParam<Mac> {};

TEST_P(Hmac, IsThatOfRfc4231) {
  const auto& mac = GetParam();
  EXPECT_EQ(to_hex(hmac(Hash::sha256, mac.key, {mac.data}).view()), mac.sha256);
  EXPECT_EQ(to_hex(hmac(Hash::sha384, mac.key, {mac.data}).view()), mac.sha384);
}

TEST_P(Hmac, DoesNotDependOnHowItsDataIsCut) {
  const auto& mac = GetParam();
  const auto half = View{mac.data}.first(mac.data.size() / 2);
  const auto rest = View{mac.data}.subspan(half.size());
  EXPECT_EQ(to_hex(hmac(Hash::sha256, mac.key, {half, View{}, rest}).view()), mac.sha256);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4231, Hmac,
    testing::Values(
        Mac{"Case1", Octets(20, 0x0b), from_text("Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6"},
        Mac{"Case2", from_text("Jefe"), from_text("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"},
        Mac{"Case3", Octets(20, 0xaa), Octets(50, 0xdd),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27"},
        Mac{"Case6", Octets(131, 0xaa), from_text("Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952"},
        Mac{"Case7", Octets(131, 0xaa),
            from_text("This is a test using a larger than block-size key and a larger than block-size data. The key "
                      "needs to be hashed before being used by the HMAC algorithm."),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace examples

TEST(HmacSha1, IsThatOfRfc2202) {
  EXPECT_EQ(to_hex(hmac(Hash::sha1, Octets(20, 0x0b), {from_text("Hi There")}).view()),
            "b617318655057264e28bc0b6fb378c8ef146be00");
}

TEST(Transcript, IsHashedAsOneWhereverTheHashWasChosen) {
  const auto first = from_text("ClientHello");
  const auto second = from_text("ServerHello");
  for (const bool late : {false, true}) {
    Transcript transcript;
    transcript.add(first);
    if (!late) transcript.choose(Hash::sha256);
    transcript.add(second);
    if (late) transcript.choose(Hash::sha256);
    EXPECT_EQ(transcript.hash(), digest(Hash::sha256, from_text("ClientHelloServerHello")));
    EXPECT_EQ(Octets(transcript.messages().begin(), transcript.messages().end()), from_text("ClientHelloServerHello"));
  }
}

TEST(Transcript, GoesOnAfterItsHashWasAsked) {
  Transcript transcript;
  transcript.choose(Hash::sha384);
  EXPECT_EQ(transcript.hash(), digest(Hash::sha384, {}));
  transcript.add(from_text("more"));
  EXPECT_EQ(transcript.hash(), digest(Hash::sha384, from_text("more")));
}

TEST(Transcript, HasAMessageHashInThePlaceOfAFirstClientHello) {
  const auto hello = from_text("ClientHello1");
  Transcript transcript;
  transcript.add(hello);
  transcript.choose(Hash::sha256);
  transcript.replace_by_hash();
  transcript.add(from_text("HelloRetryRequest"));
  // RFC 8446 section 4.4.1: "254 (message_hash) || 00 00 Hash.length || Hash(ClientHello1) || HelloRetryRequest".
  auto expected = from_hex("fe000020");
  append(expected, digest(Hash::sha256, hello).view());
  append(expected, from_text("HelloRetryRequest"));
  EXPECT_EQ(transcript.hash(), digest(Hash::sha256, expected));
}

TEST(Transcript, BeginsAnewWhenCleared) {
  Transcript transcript;
  transcript.add(from_text("old"));
  transcript.choose(Hash::sha256);
  transcript.clear();
  transcript.add(from_text("new"));
  transcript.choose(Hash::sha384);
  EXPECT_EQ(transcript.hash(), digest(Hash::sha384, from_text("new")));
}

}  // namespace
}  // namespace tlsgauge::wire
