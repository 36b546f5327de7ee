#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hexadecimal.hpp"
#include "samples.hpp"
#include "wire/message/server.hpp"

namespace tlsgauge::wire {
namespace {

using model::TlsVersion;
using model::alerts::decode_error;
using model::alerts::illegal_parameter;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

/// Decodes a message, header first.
std::variant<ServerMessage, model::Alert> decoded(View message, TlsVersion version) {
  return decode(model::HandshakeType{message.front()}, message.subspan(MessageReader::kHeader), version);
}

/// What a message says, or a value without content and a complaint.
template <class Message>
Message read(std::string_view hexadecimal, TlsVersion version = TlsVersion::tls1_3) {
  const auto result = decoded(from_hex(hexadecimal), version);
  if (const auto* alert = std::get_if<model::Alert>(&result)) {
    ADD_FAILURE() << name(*alert);
    return {};
  }
  const auto* message = std::get_if<Message>(&std::get<ServerMessage>(result));
  EXPECT_NE(message, nullptr) << "it is another message, alternative " << std::get<ServerMessage>(result).index();
  return message == nullptr ? Message{} : *message;
}

/// "decoded", or the alert.
std::string result_of(View message, TlsVersion version) {
  const auto result = decoded(message, version);
  const auto* alert = std::get_if<model::Alert>(&result);
  return alert == nullptr ? "decoded" : name(*alert);
}

class Sampled : public testing::TestWithParam<Sample> {};

TEST_P(Sampled, IsDecoded) { EXPECT_EQ(result_of(from_hex(GetParam().hex), GetParam().version), "decoded"); }

TEST_P(Sampled, StatesItsOwnSize) {
  const auto message = from_hex(GetParam().hex);
  Reader at{View{message}.subspan(1)};
  EXPECT_EQ(at.vector(3).size(), message.size() - MessageReader::kHeader);
  EXPECT_TRUE(at.done());
}

TEST_P(Sampled, IsNoMessageWithAnOctetMore) {
  auto message = from_hex(GetParam().hex);
  message.push_back(0);
  EXPECT_EQ(result_of(message, GetParam().version), "decode_error");
}

TEST_P(Sampled, IsNoMessageWhenCutShort) {
  const auto message = from_hex(GetParam().hex);
  const Reader whole{message};
  // RFC 5246 section 7.4.1.3: a ServerHello may end before its extensions. Where that is depends on its session id.
  constexpr std::size_t kSessionId = 38;
  const auto without_extensions = message.front() == 2 ? kSessionId + 1 + message[kSessionId] + 3 : std::size_t{0};
  for (auto size = MessageReader::kHeader; size < message.size(); ++size) {
    const auto expected = size == without_extensions ? "decoded" : "decode_error";
    EXPECT_EQ(result_of(View{message}.first(size), GetParam().version), expected) << "after " << size << " octets";
  }
}

INSTANTIATE_TEST_SUITE_P(Message, Sampled, testing::ValuesIn(kSamples),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(ServerHello, OfTls13SaysVersionAndShare) {
  const auto hello = read<ServerHello>(rfc8448::kServerHello);
  EXPECT_EQ(hello.legacy_version, 0x0303);
  EXPECT_EQ(to_hex(hello.random), "a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e26928");
  EXPECT_THAT(hello.session_id, IsEmpty());
  EXPECT_EQ(hello.cipher_suite, model::CipherSuite{0x1301});
  EXPECT_EQ(hello.compression_method, 0);
  EXPECT_EQ(hello.version(), 0x0304);
  EXPECT_THAT(hello.group, Optional(model::group::x25519));
  EXPECT_EQ(to_hex(hello.key_exchange), "c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f");
  EXPECT_EQ(hello.selected_psk, std::nullopt);
  ASSERT_EQ(hello.extensions.size(), 2U);
  EXPECT_EQ(hello.extensions[1].type, model::extension_type::supported_versions);
  EXPECT_EQ(to_hex(hello.extensions[1].data), "0304");
  EXPECT_FALSE(hello.is_retry_request());
  EXPECT_FALSE(says_downgraded(hello));
}

TEST(ServerHello, SaysWhichPskItTook) {
  EXPECT_THAT(read<ServerHello>(rfc8448::kResumedHello).selected_psk, Optional(0));
}

TEST(ServerHello, MayAskForAnotherShare) {
  const auto hello = read<ServerHello>(rfc8448::kHelloRetryRequest);
  EXPECT_TRUE(hello.is_retry_request());
  EXPECT_THAT(hello.group, Optional(model::group::secp256r1));
  EXPECT_THAT(hello.key_exchange, IsEmpty());
  EXPECT_EQ(to_hex(hello.cookie), cut(rfc8448::kHelloRetryRequest, 56, 114));
  EXPECT_EQ(hello.version(), 0x0304);
}

TEST(ServerHello, OfTls12SaysWhatItsExtensionsSay) {
  const auto hello = read<ServerHello>(sample("ServerHello12"), TlsVersion::tls1_2);
  EXPECT_EQ(hello.version(), 0x0303);
  EXPECT_EQ(hello.selected_version, std::nullopt);
  EXPECT_EQ(hello.session_id.size(), 32U);
  EXPECT_EQ(hello.alpn, "h2");
  EXPECT_TRUE(hello.extended_master_secret);
  EXPECT_TRUE(hello.encrypt_then_mac);
  EXPECT_TRUE(hello.session_ticket);
  EXPECT_THAT(hello.renegotiation_info, Optional(ElementsAre(0xaa, 0xbb)));
  EXPECT_EQ(hello.extensions.size(), 6U) << "the one that it does not look into as well";
}

TEST(ServerHello, WithoutExtensionsSaysNothingElse) {
  const auto hello = read<ServerHello>(sample("ServerHelloWithoutExtensions"), TlsVersion::tls1_2);
  EXPECT_EQ(hello.cipher_suite, model::CipherSuite{0x0035});
  EXPECT_THAT(hello.extensions, IsEmpty());
  EXPECT_FALSE(hello.extended_master_secret);
  EXPECT_EQ(hello.renegotiation_info, std::nullopt);
  EXPECT_EQ(hello.group, std::nullopt);
}

// RFC 8446 section 4.1.3: the last eight octets of the random.
TEST(Downgrade, IsSaidByTheEndOfTheRandom) {
  const auto says = [](std::string_view end) {
    ServerHello hello;
    hello.random = Octets(24, 0x11);
    append(hello.random, from_hex(end));
    return says_downgraded(hello);
  };
  EXPECT_TRUE(says("444f574e47524401"));
  EXPECT_TRUE(says("444f574e47524400"));
  EXPECT_FALSE(says("444f574e47524402"));
  EXPECT_FALSE(says("444f574e47524501"));
  EXPECT_FALSE(says("4f574e4752440101"));
  EXPECT_FALSE(says_downgraded(ServerHello{}));
}

TEST(EncryptedExtensions, AreKeptInTheirOrder) {
  const auto message = read<EncryptedExtensions>(rfc8448::kEncryptedExtensions);
  ASSERT_EQ(message.extensions.size(), 3U);
  EXPECT_EQ(message.extensions[0].type, model::extension_type::supported_groups);
  EXPECT_EQ(message.extensions[1].type, model::extension_type::record_size_limit);
  EXPECT_EQ(to_hex(message.extensions[1].data), "4001");
  EXPECT_EQ(message.extensions[2].type, model::extension_type::server_name);
  EXPECT_EQ(message.alpn, "");
  EXPECT_FALSE(message.early_data);
}

TEST(EncryptedExtensions, SayWhatWasAgreed) {
  EXPECT_TRUE(read<EncryptedExtensions>(rfc8448::kExtensionsWithEarlyData).early_data);
  EXPECT_EQ(read<EncryptedExtensions>("0800000b 0009 0010 0005 0003 02 6832").alpn, "h2");
}

TEST(CertificateRequest, OfTls13HasItsContextSchemesAndAuthorities) {
  const auto bare = read<CertificateRequest>(rfc8448::kCertificateRequest);
  EXPECT_THAT(bare.context, IsEmpty());
  EXPECT_EQ(bare.schemes.size(), 15U);
  EXPECT_EQ(bare.schemes.front(), model::signature_scheme::ecdsa_secp256r1_sha256);
  const auto full = read<CertificateRequest>(sample("CertificateRequestWithAuthorities"));
  EXPECT_EQ(to_hex(full.context), "aabb");
  EXPECT_THAT(full.schemes, ElementsAre(model::signature_scheme::ecdsa_secp256r1_sha256));
  EXPECT_THAT(full.authorities, ElementsAre(from_hex("3000"), from_hex("3000")));
}

TEST(CertificateRequest, OfTls12HasTypesToo) {
  const auto request = read<CertificateRequest>(sample("CertificateRequest12"), TlsVersion::tls1_2);
  EXPECT_THAT(request.certificate_types, ElementsAre(1, 0x40));
  EXPECT_THAT(request.schemes,
              ElementsAre(model::signature_scheme::ecdsa_secp256r1_sha256, model::signature_scheme::rsa_pkcs1_sha256));
  EXPECT_THAT(request.authorities, ElementsAre(from_hex("3000")));
}

TEST(ServerCertificate, IsAChain) {
  const auto message = read<CertificateMessage>(rfc8448::kCertificate);
  EXPECT_THAT(message.context, IsEmpty());
  ASSERT_EQ(message.chain.size(), 1U);
  EXPECT_EQ(message.chain[0].size(), 0x1b0U);
  EXPECT_THAT(read<CertificateMessage>(sample("CertificateWithStatus")).chain,
              ElementsAre(from_hex("3000"), from_hex("3001")));
  EXPECT_THAT(read<CertificateMessage>(sample("Certificate12"), TlsVersion::tls1_2).chain,
              ElementsAre(from_hex("3000"), from_hex("300100")));
}

/// A Certificate with a chain of that many.
Octets chain_of(std::size_t certificates, TlsVersion version) {
  const auto entry = from_hex(version == TlsVersion::tls1_3 ? "000001 30 0000" : "000001 30");
  Octets message = from_hex(version == TlsVersion::tls1_3 ? "0b000000 00" : "0b000000");
  append_number(message, certificates * entry.size(), 3);
  for (std::size_t i = 0; i < certificates; ++i) append(message, entry);
  return message;
}

TEST(ServerCertificate, HasALongestChain) {
  for (const auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    EXPECT_EQ(result_of(chain_of(0, version), version), "decoded") << "whether it may be empty, others judge";
    EXPECT_EQ(result_of(chain_of(kMaxChain, version), version), "decoded");
    EXPECT_EQ(result_of(chain_of(kMaxChain + 1, version), version), "decode_error");
  }
}

TEST(ServerCertificateVerify, HasSchemeAndSignature) {
  const auto verify = read<CertificateVerify>(rfc8448::kCertificateVerify);
  EXPECT_EQ(verify.scheme, model::signature_scheme::rsa_pss_rsae_sha256);
  EXPECT_EQ(verify.signature.size(), 128U);
}

TEST(ServerKeyExchange, KeepsWhatItsSignatureCovers) {
  const auto exchange = read<ServerKeyExchange>(sample("ServerKeyExchange"), TlsVersion::tls1_2);
  EXPECT_EQ(exchange.group, model::group::x25519);
  EXPECT_EQ(to_hex(exchange.public_key), "01020304");
  EXPECT_EQ(to_hex(exchange.parameters), "03001d0401020304");
  EXPECT_EQ(exchange.scheme, model::signature_scheme::ecdsa_secp256r1_sha256);
  EXPECT_EQ(to_hex(exchange.signature), "aabb");
}

TEST(NewSessionTicket, OfTls13HasNonceAndAge) {
  const auto ticket = read<NewSessionTicket>(rfc8448::kNewSessionTicket);
  EXPECT_EQ(ticket.lifetime, 30U);
  EXPECT_EQ(ticket.age_add, 0xfad6aac5U);
  EXPECT_EQ(to_hex(ticket.nonce), "0000");
  EXPECT_EQ(ticket.ticket.size(), 178U);
  EXPECT_THAT(ticket.max_early_data, Optional(1024));
}

TEST(NewSessionTicket, OfTls12MayBeOfNothing) {
  const auto ticket = read<NewSessionTicket>(sample("NewSessionTicket12"), TlsVersion::tls1_2);
  EXPECT_EQ(ticket.lifetime, 3600U);
  EXPECT_EQ(to_hex(ticket.ticket), "010203");
  EXPECT_EQ(ticket.max_early_data, std::nullopt);
  EXPECT_THAT(read<NewSessionTicket>(sample("NewSessionTicketOfNothing"), TlsVersion::tls1_2).ticket, IsEmpty());
}

TEST(SmallMessage, IsRead) {
  EXPECT_EQ(to_hex(read<Finished>(rfc8448::kServerFinished).verify_data), cut(rfc8448::kServerFinished, 4));
  EXPECT_EQ(to_hex(read<Finished>("1400000c 000102030405060708090a0b", TlsVersion::tls1_2).verify_data),
            "000102030405060708090a0b");
  EXPECT_EQ(to_hex(read<CertificateStatus>("16000006 01 000002 3000", TlsVersion::tls1_2).response), "3000");
  EXPECT_EQ(read<KeyUpdate>("18000001 01").request, 1);
  EXPECT_EQ(read<KeyUpdate>("18000001 00").request, 0);
  read<ServerHelloDone>("0e000000", TlsVersion::tls1_2);
  read<HelloRequest>("00000000", TlsVersion::tls1_2);
}

TEST(UnknownMessage, IsWhateverNoServerSendsInThatVersion) {
  for (const auto* message : {"01000001 07", "05000001 07", "07000001 07", "10000001 07", "fe000001 07", "ff000001 07"})
    for (const auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
      const auto unknown = read<UnknownMessage>(message, version);
      EXPECT_EQ(static_cast<std::uint8_t>(unknown.type), from_hex(message).front());
      EXPECT_EQ(to_hex(unknown.body), "07");
    }
  for (const auto* message : {"08000001 07", "0f000001 07", "18000001 07"})
    read<UnknownMessage>(message, TlsVersion::tls1_2);
  for (const auto* message : {"00000001 07", "0c000001 07", "0e000001 07", "16000001 07"})
    read<UnknownMessage>(message, TlsVersion::tls1_3);
}

struct Faulty {
  std::string_view name;
  model::Alert alert;
  TlsVersion version;
  std::string_view message;
};

class FaultyMessage : public testing::TestWithParam<Faulty> {};

TEST_P(FaultyMessage, DeservesItsAlert) {
  EXPECT_EQ(result_of(from_hex(GetParam().message), GetParam().version), name(GetParam().alert));
}

#define HELLO "02000000 0303 1111111111111111111111111111111111111111111111111111111111111111 00 1301 00 "
#define RETRY "02000000 0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00 "
INSTANTIATE_TEST_SUITE_P(
    Decode, FaultyMessage,
    testing::Values(
        Faulty{"ALongSessionId", decode_error, TlsVersion::tls1_2,
               "02000000 0303 1111111111111111111111111111111111111111111111111111111111111111 21 "
               "222222222222222222222222222222222222222222222222222222222222222222 0035 00"},
        Faulty{"AnExtensionTwice", illegal_parameter, TlsVersion::tls1_3,
               HELLO "000e 002b 0002 0304 0017 0000 0017 0000"},
        Faulty{"AnUnknownExtensionTwice", illegal_parameter, TlsVersion::tls1_3,
               HELLO "000c 4a4a 0000 002b 0000 4a4a 0000"},
        Faulty{"AnExtensionPastItsList", decode_error, TlsVersion::tls1_3, HELLO "0006 002b 0003 0304"},
        Faulty{"HalfAnExtension", decode_error, TlsVersion::tls1_3, HELLO "0003 002b 00"},
        Faulty{"AListOfVersions", decode_error, TlsVersion::tls1_3, HELLO "0008 002b 0004 0304 0303"},
        Faulty{"AShareWithoutAKey", decode_error, TlsVersion::tls1_3, HELLO "0006 0033 0002 001d"},
        Faulty{"AShareWithAnEmptyKey", decode_error, TlsVersion::tls1_3, HELLO "0008 0033 0004 001d 0000"},
        Faulty{"AShareInARetryRequest", decode_error, TlsVersion::tls1_3, RETRY "0009 0033 0005 001d 0001 01"},
        Faulty{"AnEmptyCookie", decode_error, TlsVersion::tls1_3, RETRY "0006 002c 0002 0000"},
        Faulty{"AFlagWithContent", decode_error, TlsVersion::tls1_2, HELLO "0005 0017 0001 00"},
        Faulty{"ATicketInTheHello", decode_error, TlsVersion::tls1_2, HELLO "0005 0023 0001 00"},
        Faulty{"TwoProtocols", decode_error, TlsVersion::tls1_3, "08000000 000e 0010 000a 0008 02 6832 01 61 02 6832"},
        Faulty{"NoProtocol", decode_error, TlsVersion::tls1_3, "08000000 0006 0010 0002 0000"},
        Faulty{"AnEmptyProtocol", decode_error, TlsVersion::tls1_3, "08000000 0007 0010 0003 0001 00"},
        Faulty{"EarlyDataWithContent", decode_error, TlsVersion::tls1_3, "08000000 0005 002a 0001 00"},
        Faulty{"NoSchemes", decode_error, TlsVersion::tls1_3, "0d000000 00 0006 000d 0002 0000"},
        Faulty{"HalfAScheme", decode_error, TlsVersion::tls1_3, "0d000000 00 0009 000d 0005 0003 0403 04"},
        Faulty{"NoAuthorities", decode_error, TlsVersion::tls1_3, "0d000000 00 0006 002f 0002 0000"},
        Faulty{"AnEmptyAuthority", decode_error, TlsVersion::tls1_3, "0d000000 00 0008 002f 0004 0002 0000"},
        Faulty{"SchemesTwice", illegal_parameter, TlsVersion::tls1_3,
               "0d000000 00 0010 000d 0004 0002 0403 000d 0004 0002 0403"},
        Faulty{"NoCertificateTypes", decode_error, TlsVersion::tls1_2, "0d000000 00 0002 0403 0000"},
        Faulty{"AnEmptyCertificate", decode_error, TlsVersion::tls1_3, "0b000000 00 000005 000000 0000"},
        Faulty{"AnEmptyCertificate12", decode_error, TlsVersion::tls1_2, "0b000000 000003 000000"},
        Faulty{"ACertificatePastItsList", decode_error, TlsVersion::tls1_2, "0b000000 000004 000002 30"},
        Faulty{"ACertificateWithAnExtensionTwice", illegal_parameter, TlsVersion::tls1_3,
               "0b000000 00 00000e 000001 30 0008 0005 0000 0005 0000"},
        Faulty{"AnExplicitCurve", illegal_parameter, TlsVersion::tls1_2, "0c000000 01 001d 04 01020304 0403 0002 aabb"},
        Faulty{"NoPoint", decode_error, TlsVersion::tls1_2, "0c000000 03 001d 00 0403 0002 aabb"},
        Faulty{"ADoneWithContent", decode_error, TlsVersion::tls1_2, "0e000000 00"},
        Faulty{"ARequestWithContent", decode_error, TlsVersion::tls1_2, "00000000 00"},
        Faulty{"NoVerifyData", decode_error, TlsVersion::tls1_3, "14000000"},
        Faulty{"AStatusThatIsNoOcsp", decode_error, TlsVersion::tls1_2, "16000000 02 000002 3000"},
        Faulty{"NoStatus", decode_error, TlsVersion::tls1_2, "16000000 01 000000"},
        Faulty{"AnEmptyTicket", decode_error, TlsVersion::tls1_3, "04000000 00000001 00000001 00 0000 0000"},
        Faulty{"EarlyDataOfTheWrongSize", decode_error, TlsVersion::tls1_3,
               "04000000 00000001 00000001 00 0001 aa 0006 002a 0002 0400"},
        Faulty{"AnUpdateThatAsksForWhatIsNot", illegal_parameter, TlsVersion::tls1_3, "18000000 02"}),
    [](const auto& test) { return std::string{test.param.name}; });
#undef HELLO
#undef RETRY

}  // namespace
}  // namespace tlsgauge::wire
