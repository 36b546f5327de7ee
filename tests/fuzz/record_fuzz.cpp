#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <vector>

#include "fuzz.hpp"
#include "wire/record/protection.hpp"

// The wire engine's records: splitting what a peer sends, opening it, and what becomes of content that was sealed. The
// first octets say which suite, how the peer's octets are cut, how content is sealed, and which octet is then changed;
// the peer's octets follow, which are the content as well.

namespace {

using namespace tlsgauge;
using wire::Octets;
using wire::Plaintext;
using wire::Protection;
using wire::View;
using Opened = std::variant<Plaintext, model::Alert>;

constexpr std::size_t kChoices = 4;
constexpr std::uint8_t kHandshake = 22;

/// Both ends of one direction.
struct Direction {
  wire::Random random{1};
  wire::Suite suite;
  Protection sender;
  Protection receiver;

  explicit Direction(std::uint8_t choice)
      : suite{*wire::suite_of(kSuites[choice % kSuites.size()])},
        sender{make(choice >= kSuites.size())},
        receiver{make(choice >= kSuites.size())} {}

 private:
  static constexpr auto kSuites = std::to_array<model::CipherSuite>(
      {model::CipherSuite{0x1301}, model::CipherSuite{0x1303}, model::CipherSuite{0xc02f}, model::CipherSuite{0xcca8},
       model::CipherSuite{0xc013}, model::CipherSuite{0xc028}});

  Protection make(bool encrypt_then_mac) {
    auto made =
        suite.key_exchange == wire::KeyExchange::tls13
            ? Protection::tls13(suite, wire::Digest{digest_size(suite.hash)})
            : Protection::tls12(suite, key_block(suite, wire::Digest{48}, {}, {}).client, encrypt_then_mac, random);
    fuzz::require(made.ok(), "records can be protected", message(made.status()));
    return *std::move(made);
  }
};

/// What a reader has made of octets: records, and whether there was an alert.
struct Seen {
  std::vector<std::tuple<std::uint8_t, std::uint16_t, Octets>> records;
  std::optional<model::Alert> alert;
  friend bool operator==(const Seen&, const Seen&) = default;
};

/// Reads all that there is. Records are opened by `receiver`, if it is not null.
void read(wire::RecordReader& reader, Protection* receiver, Seen& seen) {
  for (;;) {
    const auto next = reader.next();
    if (std::holds_alternative<std::monostate>(next)) return;
    if (const auto* alert = std::get_if<model::Alert>(&next)) {
      seen.alert = *alert;
      return;
    }
    const auto& record = std::get<wire::Record>(next);
    fuzz::require(record.fragment.size() <= wire::kMaxCiphertext, "a record's length is limited");
    seen.records.emplace_back(record.type, record.version, Octets{record.fragment.begin(), record.fragment.end()});
    if (receiver != nullptr)
      fuzz::require(std::holds_alternative<model::Alert>(receiver->open(record)), "fixed octets are no peer's record");
  }
}

void require_split(View octets, std::size_t piece, Protection& receiver) {
  Seen whole;
  wire::RecordReader at_once;
  at_once.feed(octets);
  read(at_once, &receiver, whole);
  Seen cut;
  wire::RecordReader by_pieces;
  for (std::size_t at = 0; at < octets.size() && !cut.alert; at += piece) {
    by_pieces.feed(octets.subspan(at, std::min(piece, octets.size() - at)));
    read(by_pieces, nullptr, cut);
  }
  fuzz::require(cut == whole, "records are the same however they are cut");
  if (!whole.alert) fuzz::require(at_once.waiting() == by_pieces.waiting(), "and so is what waits");
}

wire::SealOptions options(std::uint8_t choice) {
  const std::array flaws{wire::SealFlaw::none, wire::SealFlaw::mac, wire::SealFlaw::padding,
                         wire::SealFlaw::padding_length};
  return {
      .padding = static_cast<std::size_t>(choice >> 4U), .inner_type = (choice & 8U) == 0, .flaw = flaws[choice & 3U]};
}

Opened open(Protection& receiver, View octets) {
  wire::RecordReader reader;
  reader.feed(octets);
  const auto read = reader.next();
  const auto* record = std::get_if<wire::Record>(&read);
  if (record == nullptr) return model::alerts::decode_error;
  // The record lives in the reader, its content in the receiver.
  return receiver.open(*record);
}

void require_sealed(View content, std::uint8_t choice, std::size_t changed, Direction& direction) {
  const auto how = options(choice);
  Octets record;
  direction.sender.seal({.type = kHandshake, .content = content}, how, record);
  if (how.flaw == wire::SealFlaw::none) {  // the change of another could be what makes it good
    auto spoilt = record;
    spoilt[changed % spoilt.size()] ^= 1U;
    fuzz::require(std::holds_alternative<model::Alert>(open(direction.receiver, spoilt)),
                  "a changed record is refused");
  }

  const bool cbc = is_cbc(direction.suite.bulk);
  const bool flawed = how.flaw == wire::SealFlaw::mac || (cbc && how.flaw != wire::SealFlaw::none);
  const auto opened = open(direction.receiver, record);
  if (flawed) {
    fuzz::require(std::holds_alternative<model::Alert>(opened), "a flawed record is refused");
  } else if (const auto* plain = std::get_if<Plaintext>(&opened)) {
    const bool typed = how.inner_type || direction.suite.key_exchange != wire::KeyExchange::tls13;
    fuzz::require(plain->content.size() <= wire::kMaxPlaintext, "content is limited");
    fuzz::require(!typed || plain->type == kHandshake, "the type is what was sealed");
    fuzz::require(typed ? std::ranges::equal(plain->content, content) : plain->content.size() < content.size(),
                  "the content is what was sealed");
  } else {
    const bool untyped = std::ranges::all_of(content, [](std::uint8_t octet) { return octet == 0; });
    fuzz::require(content.size() + how.padding > wire::kMaxPlaintext || (!how.inner_type && untyped),
                  "what was sealed can be opened");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kChoices) return 0;
  const auto octets = View{data, size}.subspan(kChoices);
  Direction direction{data[0]};
  require_split(octets, static_cast<std::size_t>(data[1]) + 1, direction.receiver);
  require_sealed(octets.first(std::min<std::size_t>(octets.size(), 2 * wire::kMaxPlaintext)), data[2], data[3],
                 direction);
  return 0;
}
