#include "wire/record/protection.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include "hexadecimal.hpp"
#include "rfc8448.hpp"

namespace tlsgauge::wire {
namespace {

namespace simple = rfc8448::simple;
namespace resumed = rfc8448::resumed;
using Opened = std::variant<Plaintext, model::Alert>;

constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kData = 23;

/// What record protection may be like.
struct ProtectedSuite {
  std::uint16_t suite;
  bool encrypt_then_mac = false;
};

std::string suite_title(const testing::TestParamInfo<ProtectedSuite>& test) {
  return model::name(model::CipherSuite{test.param.suite}) + (test.param.encrypt_then_mac ? "_EncryptThenMac" : "");
}

/// One direction of a connection: what one side seals, the other opens.
class Direction {
 public:
  explicit Direction(const ProtectedSuite& kind) : suite_{*suite_of(model::CipherSuite{kind.suite})} {
    const auto make = [&] {
      if (suite_.key_exchange == KeyExchange::tls13)
        return *Protection::tls13(suite_, Digest{Octets(digest_size(suite_.hash), 0x11)});
      const auto keys = key_block(suite_, Digest{Octets(48, 0x22)}, Octets(32, 0x33), Octets(32, 0x44));
      return *Protection::tls12(suite_, keys.client, kind.encrypt_then_mac, random_);
    };
    sender_.emplace(make());
    receiver_.emplace(make());
  }

  [[nodiscard]] Octets seal(View content, const SealOptions& options = {}) {
    Octets record;
    sender_->seal({.type = kHandshake, .content = content}, options, record);
    return record;
  }
  /// Opens a record with its header.
  [[nodiscard]] Opened open(View octets) {
    Reader at{octets};
    Record record{.type = at.u8(), .version = at.u16()};
    const auto length = at.u16();
    EXPECT_EQ(length, at.size()) << "the length in the header";
    record.fragment = at.rest();
    return receiver_->open(record);
  }
  /// The alert that a record is answered by, or "accepted".
  [[nodiscard]] std::string refusal(View record) {
    const auto opened = open(record);
    const auto* alert = std::get_if<model::Alert>(&opened);
    return alert == nullptr ? "accepted" : model::name(*alert);
  }

  [[nodiscard]] const Suite& suite() const { return suite_; }
  [[nodiscard]] Protection& sender() { return *sender_; }

 private:
  Random random_{5};
  Suite suite_;
  std::optional<Protection> sender_;
  std::optional<Protection> receiver_;
};

class EverySuite : public testing::TestWithParam<ProtectedSuite> {
 protected:
  [[nodiscard]] bool tls13() const { return direction_.suite().key_exchange == KeyExchange::tls13; }
  [[nodiscard]] bool cbc() const { return is_cbc(direction_.suite().bulk); }

  void expect_opened(View record, View content) {
    const auto opened = direction_.open(record);
    const auto* plain = std::get_if<Plaintext>(&opened);
    ASSERT_NE(plain, nullptr) << model::name(std::get<model::Alert>(opened));
    EXPECT_EQ(plain->type, kHandshake);
    EXPECT_EQ(to_hex(plain->content), to_hex(content));
  }

  Direction direction_{GetParam()};
  Octets content_ = from_text("what one side has to say to the other");
};

TEST_P(EverySuite, OpensWhatItSealedAtAnyLength) {
  for (const auto size : {0U, 1U, 2U, 15U, 16U, 17U, 31U, 32U, 255U, 256U, 16384U}) {
    const Octets content(size, static_cast<std::uint8_t>(size));
    expect_opened(direction_.seal(content), content);
  }
}

TEST_P(EverySuite, SealsBehindWhatIsThere) {
  auto octets = from_text("before");
  direction_.sender().seal({.type = kHandshake, .content = content_}, {}, octets);
  expect_opened(View{octets}.subspan(6), content_);
}

TEST_P(EverySuite, HidesContentAndRepeatsNothing) {
  const auto first = direction_.seal(content_);
  const auto second = direction_.seal(content_);
  EXPECT_NE(first, second);
  EXPECT_EQ(std::search(first.begin(), first.end(), content_.begin(), content_.end()), first.end());
  EXPECT_EQ(first.front(), tls13() ? kData : kHandshake);
}

TEST_P(EverySuite, RefusesWhateverOctetWasChanged) {
  // Behind the type, which only a record's reader can judge: in TLS 1.3 as well it is covered by the tag.
  const auto record = direction_.seal(content_);
  for (std::size_t octet = 0; octet < record.size(); ++octet) {
    if (octet == 3 || octet == 4) continue;  // the length
    auto changed = record;
    changed[octet] ^= 1U;
    EXPECT_EQ(direction_.refusal(changed), "bad_record_mac") << octet;
  }
  expect_opened(record, content_);
  EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue is left for another connection to find";
}

TEST_P(EverySuite, RefusesWhatIsCutShort) {
  const auto record = direction_.seal(content_);
  for (auto size = record.size() - 1; size >= kRecordHeader; --size) {
    auto shortened = Octets{record.begin(), record.begin() + static_cast<std::ptrdiff_t>(size)};
    shortened[3] = 0;
    shortened[4] = static_cast<std::uint8_t>(size - kRecordHeader);
    EXPECT_EQ(direction_.refusal(shortened), "bad_record_mac") << size;
  }
}

TEST_P(EverySuite, RefusesARecordAgainAndOneOutOfTurn) {
  const auto first = direction_.seal(content_);
  const auto second = direction_.seal(content_);
  EXPECT_EQ(direction_.refusal(second), "bad_record_mac");
  expect_opened(first, content_);
  EXPECT_EQ(direction_.refusal(first), "bad_record_mac");
  expect_opened(second, content_);
}

TEST_P(EverySuite, RefusesASequenceNumberThatWasLeftOut) {
  direction_.sender().skip(1);
  EXPECT_EQ(direction_.refusal(direction_.seal(content_)), "bad_record_mac");
}

TEST_P(EverySuite, RefusesABadMac) {
  EXPECT_EQ(direction_.refusal(direction_.seal(content_, {.flaw = SealFlaw::mac})), "bad_record_mac");
}

TEST_P(EverySuite, RefusesBadPaddingWhereThereIsAny) {
  // At every length modulo the block's: where no padding is needed, some is made to be wrong.
  for (const auto flaw : {SealFlaw::padding, SealFlaw::padding_length}) {
    for (const auto blocks : {0U, 1U, 15U}) {
      for (std::size_t size = 300; size < 300 + 16; ++size) {
        Direction direction{GetParam()};
        const auto record = direction.seal(Octets(size, 0xff), {.padding = cbc() ? blocks : 0, .flaw = flaw});
        EXPECT_EQ(direction.refusal(record), cbc() ? "bad_record_mac" : "accepted") << size << ", " << blocks;
      }
    }
  }
}

TEST_P(EverySuite, PadsAsMuchAsIsAsked) {
  const auto plain = direction_.seal(content_).size();
  const auto padded = direction_.seal(content_, {.padding = 3}).size();
  EXPECT_EQ(padded - plain, cbc() ? 48U : tls13() ? 3U : 0U);
  Direction again{GetParam()};
  const auto record = again.seal(content_, {.padding = 100});
  EXPECT_EQ(again.refusal(record), "accepted");
  EXPECT_LE(record.size(), plain + 255) << "a length of padding is one octet";
}

TEST_P(EverySuite, RefusesTooMuchContent) {
  EXPECT_EQ(direction_.refusal(direction_.seal(Octets(kMaxPlaintext + 1))), "record_overflow");
  EXPECT_EQ(direction_.refusal(direction_.seal(Octets(kMaxCiphertext))), "record_overflow");
}

TEST_P(EverySuite, CoversTheHeaderThatItIsGiven) {
  const auto record = direction_.seal(content_, {.outer_type = ContentType::alert, .version = 0x0301});
  EXPECT_EQ(to_hex(View{record}.first(3)), "150301");
  const auto opened = direction_.open(record);
  const auto* plain = std::get_if<Plaintext>(&opened);
  ASSERT_NE(plain, nullptr);
  EXPECT_EQ(plain->type, tls13() ? kHandshake : 21);
}

INSTANTIATE_TEST_SUITE_P(Protection, EverySuite,
                         testing::Values(ProtectedSuite{0x1301}, ProtectedSuite{0x1302}, ProtectedSuite{0x1303},
                                         ProtectedSuite{0xc02b}, ProtectedSuite{0xc02c}, ProtectedSuite{0xcca9},
                                         ProtectedSuite{0xc02f}, ProtectedSuite{0xc030}, ProtectedSuite{0xcca8},
                                         ProtectedSuite{0x009c}, ProtectedSuite{0x009d}, ProtectedSuite{0xc023},
                                         ProtectedSuite{0xc024}, ProtectedSuite{0xc027}, ProtectedSuite{0xc028},
                                         ProtectedSuite{0xc009}, ProtectedSuite{0xc00a}, ProtectedSuite{0xc013},
                                         ProtectedSuite{0xc014}, ProtectedSuite{0x003c}, ProtectedSuite{0x003d},
                                         ProtectedSuite{0x002f}, ProtectedSuite{0x0035}, ProtectedSuite{0xc023, true},
                                         ProtectedSuite{0xc024, true}, ProtectedSuite{0xc009, true},
                                         ProtectedSuite{0xc00a, true}),
                         suite_title);

TEST(Protection13, RefusesAnInnerPlaintextWithoutAType) {
  for (const auto size : {0U, 1U, 100U}) {
    Direction direction{{0x1301}};
    const auto record = direction.seal(Octets(size), {.padding = 7 * size, .inner_type = false});
    EXPECT_EQ(direction.refusal(record), "unexpected_message") << size;
  }
}

TEST(Protection13, CountsPaddingAsContent) {
  // RFC 8446 section 5.4: "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets."
  Direction direction{{0x1301}};
  EXPECT_EQ(direction.refusal(direction.seal(Octets(1, 'x'), {.padding = kMaxPlaintext - 1})), "accepted");
  EXPECT_EQ(direction.refusal(direction.seal(Octets(1, 'x'), {.padding = kMaxPlaintext})), "record_overflow");
}

TEST(Protection13, HasNoSuiteOfTls12sBlockCiphers) {
  EXPECT_FALSE(Protection::tls13(*suite_of(model::CipherSuite{0xc027}), Digest{32}).ok());
}

TEST(Protection12, NeedsKeysOfItsSuite) {
  Random random{1};
  EXPECT_FALSE(Protection::tls12(*suite_of(model::CipherSuite{0xc027}), {}, false, random).ok());
}

TEST(Protection12, CountsTheExplicitNonceUp) {
  Direction direction{{0xc02f}};
  EXPECT_EQ(to_hex(View{direction.seal({})}.subspan(kRecordHeader, 8)), "0000000000000000");
  direction.sender().skip(0x0102030405060706);
  EXPECT_EQ(to_hex(View{direction.seal({})}.subspan(kRecordHeader, 8)), "0102030405060707");
}

/// A secret of RFC 8448 and records that it protects, in their order, with what they hold.
struct Trace {
  std::string_view name;
  std::string_view secret;
  std::vector<std::pair<std::string_view, Octets>> records;  // what they hold, and the type behind it
};

/// The flight, or part of one, that stands in one record.
Octets inner(std::initializer_list<std::string_view> messages, std::uint8_t type) {
  Octets octets;
  for (const auto message : messages) append(octets, from_hex(message));
  octets.push_back(type);
  return octets;
}

/// The application data that both sides send there: 50 octets that count up.
Octets counted() {
  Octets octets;
  for (std::uint8_t octet = 0; octet < 50; ++octet) octets.push_back(octet);
  octets.push_back(kData);
  return octets;
}

class Rfc8448 : public testing::TestWithParam<Trace> {
 protected:
  [[nodiscard]] static Protection protection() {
    return *Protection::tls13(*suite_of(model::CipherSuite{0x1301}), Digest{from_hex(GetParam().secret)});
  }
};

TEST_P(Rfc8448, IsOpenedAndSealedAgainOctetByOctet) {
  auto receiver = protection();
  auto sender = protection();
  for (const auto& [hex, expected] : GetParam().records) {
    const auto octets = from_hex(hex);
    RecordReader reader;
    reader.feed(octets);
    const auto read = reader.next();
    ASSERT_TRUE(std::holds_alternative<Record>(read));
    const auto opened = receiver.open(std::get<Record>(read));
    ASSERT_TRUE(std::holds_alternative<Plaintext>(opened));
    const auto& plain = std::get<Plaintext>(opened);
    if (!expected.empty()) {
      EXPECT_EQ(to_hex(plain.content), to_hex(View{expected}.first(expected.size() - 1)));
      EXPECT_EQ(plain.type, expected.back());
    }
    Octets sealed;
    sender.seal(plain, {}, sealed);
    EXPECT_EQ(to_hex(sealed), hex);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Protection, Rfc8448,
    testing::Values(
        Trace{"ServerHandshake",
              simple::kServerHandshakeSecret,
              {{simple::kServerFlightRecord, inner({simple::kEncryptedExtensions, simple::kCertificate,
                                                    simple::kCertificateVerify, simple::kServerFinished},
                                                   kHandshake)}}},
        Trace{"ClientHandshake", simple::kClientHandshakeSecret, {{simple::kClientFinishedRecord, {}}}},
        Trace{"ClientApplication",
              simple::kClientApplicationSecret,
              {{simple::kClientDataRecord, counted()}, {simple::kClientAlertRecord, inner({"0100"}, 21)}}},
        Trace{"ServerApplication",
              simple::kServerApplicationSecret,
              {{simple::kTicketRecord, {}},
               {simple::kServerDataRecord, counted()},
               {simple::kServerAlertRecord, inner({"0100"}, 21)}}},
        Trace{"EarlyData",
              resumed::kEarlyTrafficSecret,
              {{resumed::kEarlyDataRecord, inner({"414243444546"}, kData)},
               {resumed::kEndOfEarlyDataRecord, inner({"05000000"}, kHandshake)}}},
        Trace{"ResumedServerHandshake", resumed::kServerHandshakeSecret, {{resumed::kServerFlightRecord, {}}}},
        Trace{"ResumedClientHandshake", resumed::kClientHandshakeSecret, {{resumed::kClientFinishedRecord, {}}}},
        Trace{"ResumedClientApplication", resumed::kClientApplicationSecret, {{resumed::kClientDataRecord, counted()}}},
        Trace{
            "ResumedServerApplication", resumed::kServerApplicationSecret, {{resumed::kServerDataRecord, counted()}}}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::wire
