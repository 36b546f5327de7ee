#include "wire/record/protection.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "tls/handles.hpp"
#include "wire/crypto/derive.hpp"

namespace tlsgauge::wire {
namespace {

using Cipher = std::unique_ptr<EVP_CIPHER, tls::FreeWith<&EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, tls::FreeWith<&EVP_CIPHER_CTX_free>>;
using Out = std::span<std::uint8_t>;

constexpr std::size_t kTag = 16;  // of every AEAD here
constexpr std::size_t kNonce = 12;
constexpr std::size_t kExplicitNonce = 8;  // RFC 5288 section 3
constexpr std::size_t kCipherBlock = 16;   // of AES
constexpr std::size_t kMostPadding = 255;  // RFC 5246 section 6.2.3.2, without its length
constexpr std::size_t kMaxCiphertext13 = kMaxPlaintext + 256;

/// How a fragment is laid out.
enum class Layout : std::uint8_t { tls13, explicit_nonce, implicit_nonce, mac_then_encrypt, encrypt_then_mac };

bool is_aead(Layout layout) { return layout != Layout::mac_then_encrypt && layout != Layout::encrypt_then_mac; }

/// Fetched once: OpenSSL 3.0 looks up by name what it is not given.
const EVP_CIPHER* cipher_of(Bulk bulk) {
  const auto fetch = [](const char* name) { return Cipher{EVP_CIPHER_fetch(nullptr, name, nullptr)}; };
  static const std::array<Cipher, 5> ciphers{fetch("AES-128-GCM"), fetch("AES-256-GCM"), fetch("ChaCha20-Poly1305"),
                                             fetch("AES-128-CBC"), fetch("AES-256-CBC")};
  return ciphers[static_cast<std::size_t>(bulk)].get();
}

/// Once a cipher has its key, nothing but a lack of memory makes it fail.
void require(bool done) {
  if (!done) throw std::bad_alloc{};
}

void put_number(std::uint64_t value, Out to) {
  for (auto octet = to.rbegin(); octet != to.rend(); ++octet, value >>= 8U) *octet = static_cast<std::uint8_t>(value);
}

/// The fields that a record's integrity covers beside its content, as TLS 1.2 lays them out: RFC 5246 section 6.2.3.3,
/// "seq_num + TLSCompressed.type + TLSCompressed.version + TLSCompressed.length". TLS 1.3 takes what is behind the
/// number: RFC 8446 section 5.2, "opaque_type || legacy_record_version || length".
class Covered {
 public:
  Covered(std::uint64_t sequence, std::uint8_t type, std::uint16_t version, std::size_t length) {
    const Out octets{octets_};
    put_number(sequence, octets.first(kSequence));
    octets_[kSequence] = type;
    put_number(version, octets.subspan(kSequence + 1, 2));
    put_number(length, octets.subspan(kSequence + 3, 2));
  }

  [[nodiscard]] View with_sequence() const { return octets_; }
  [[nodiscard]] View header() const { return View{octets_}.subspan(kSequence); }

 private:
  static constexpr std::size_t kSequence = 8;
  std::array<std::uint8_t, kSequence + kRecordHeader> octets_{};
};

Layout layout_12(Bulk bulk, bool encrypt_then_mac) {
  if (is_cbc(bulk)) return encrypt_then_mac ? Layout::encrypt_then_mac : Layout::mac_then_encrypt;
  return bulk == Bulk::chacha20_poly1305 ? Layout::implicit_nonce : Layout::explicit_nonce;
}

/// Appends the padding of a CBC suite to `size` octets.
void pad(const SealOptions& options, std::size_t size, Octets& to) {
  const bool spoilt = options.flaw == SealFlaw::padding || options.flaw == SealFlaw::padding_length;
  auto padding = kCipherBlock - 1 - size % kCipherBlock;
  auto blocks = std::min(options.padding, (kMostPadding - padding) / kCipherBlock);
  // Padding that is to be wrong must be there: content could happen to look like it.
  if (spoilt && padding == 0) blocks = std::max<std::size_t>(blocks, 1);
  padding += kCipherBlock * blocks;
  // RFC 5246 section 6.2.3.2: "Each uint8 in the padding data vector MUST be filled with the padding length value."
  to.insert(to.end(), padding + 1, static_cast<std::uint8_t>(padding));
  if (options.flaw == SealFlaw::padding) to[to.size() - 1 - padding] ^= 1U;
  if (options.flaw == SealFlaw::padding_length) to.back() = padding == kMostPadding ? kMostPadding - 1 : kMostPadding;
}

/// What is left of `octets` without the padding. How long that takes may depend on what they are: the keys that this
/// could betray are a test's.
std::optional<View> without_padding(View octets) {
  const std::size_t padding = octets.back();
  if (padding + 1 > octets.size()) return std::nullopt;
  const auto tail = octets.last(padding + 1);
  if (!std::ranges::all_of(tail, [&](std::uint8_t octet) { return octet == padding; })) return std::nullopt;
  return octets.first(octets.size() - tail.size());
}

using Opened = std::variant<Plaintext, model::Alert>;

}  // namespace

struct Protection::State {
  Layout layout;
  Hash mac;  ///< of CBC
  const EVP_CIPHER* cipher;
  Octets key;
  Octets mac_key{};
  std::array<std::uint8_t, kNonce> iv{};  ///< the fixed part, or all of it where it is combined with the number
  Random* random = nullptr;               ///< of CBC's IVs

  CipherContext context{EVP_CIPHER_CTX_new()};
  std::optional<bool> sealing{};  ///< what the context has its key for
  std::uint64_t sequence = 0;
  Octets opened{};

  /// Begins a record; the first one gives the context its key.
  void begin(bool seals, View record_iv) {
    const bool keyed = sealing == seals;
    require(EVP_CipherInit_ex2(context.get(), keyed ? nullptr : cipher, keyed ? nullptr : key.data(), record_iv.data(),
                               seals ? 1 : 0, nullptr) == 1);
    if (!keyed) EVP_CIPHER_CTX_set_padding(context.get(), 0);
    sealing = seals;
  }

  /// Encrypts or decrypts; without a `to`, the AEAD covers `from` and leaves it as it is.
  void run(View from, std::uint8_t* to) const {
    int written = 0;
    if (!from.empty())
      require(EVP_CipherUpdate(context.get(), to, &written, from.data(), static_cast<int>(from.size())) == 1);
  }

  void seal_13(const Plaintext& plain, const SealOptions& options, std::uint8_t type, Octets& to);
  void seal_12(const Plaintext& plain, const SealOptions& options, std::uint8_t type, Octets& to);
  void seal_cbc(const Plaintext& plain, const SealOptions& options, std::uint8_t type, Octets& to);
  [[nodiscard]] Opened open_13(const Record& record);
  [[nodiscard]] Opened open_12(const Record& record);
  [[nodiscard]] Opened open_cbc(const Record& record);

  [[nodiscard]] std::array<std::uint8_t, kNonce> nonce(View explicit_part) const;
  void seal_aead(View nonce, View covered, Out content, Out tag);
  [[nodiscard]] bool open_aead(View nonce, View covered, View content_and_tag);
  [[nodiscard]] Digest mac_of(std::uint8_t type, std::uint16_t version, View octets) const;
  [[nodiscard]] bool take_mac(const Record& record, View& octets) const;
};

Protection::Protection(std::unique_ptr<State> state) : state_{std::move(state)} {}
Protection::Protection(Protection&&) noexcept = default;
Protection& Protection::operator=(Protection&&) noexcept = default;
Protection::~Protection() = default;

Result<Protection> Protection::tls13(const Suite& suite, const Digest& secret) {
  if (is_cbc(suite.bulk)) return bad_input("TLS 1.3 has no suite " + model::name(suite.id));
  const auto* cipher = cipher_of(suite.bulk);
  if (cipher == nullptr) return unsupported("this OpenSSL lacks the cipher of " + model::name(suite.id));
  // RFC 8446 section 7.3: "[sender]_write_key = HKDF-Expand-Label(Secret, "key", "", key_length)", and "iv" likewise.
  auto state = std::make_unique<State>(
      State{.layout = Layout::tls13, .mac = suite.mac, .cipher = cipher, .key = Octets(key_size(suite.bulk))});
  const Hmac keyed{suite.hash, secret.view()};
  hkdf_expand_label(keyed, "key", {}, state->key);
  hkdf_expand_label(keyed, "iv", {}, state->iv);
  return Protection{std::move(state)};
}

Result<Protection> Protection::tls12(const Suite& suite, const DirectionKeys& keys, bool encrypt_then_mac,
                                     Random& random) {
  const auto* cipher = cipher_of(suite.bulk);
  if (cipher == nullptr) return unsupported("this OpenSSL lacks the cipher of " + model::name(suite.id));
  if (keys.key.size() != key_size(suite.bulk) || keys.iv.size() != fixed_iv_size(suite.bulk))
    return bad_input("keys that are none of " + model::name(suite.id));
  auto state = std::make_unique<State>(State{.layout = layout_12(suite.bulk, encrypt_then_mac),
                                             .mac = suite.mac,
                                             .cipher = cipher,
                                             .key = keys.key,
                                             .mac_key = keys.mac,
                                             .random = &random});
  std::ranges::copy(keys.iv, state->iv.begin());
  return Protection{std::move(state)};
}

void Protection::seal(const Plaintext& plain, const SealOptions& options, Octets& to) {
  auto& state = *state_;
  const bool tls13 = state.layout == Layout::tls13;
  // RFC 8446 section 5.2: "The outer opaque_type field of a TLSCiphertext record is always set to the value 23".
  const auto usual = tls13 ? ContentType::application_data : ContentType{plain.type};
  const auto type = static_cast<std::uint8_t>(options.outer_type.value_or(usual));
  const auto start = to.size();
  append_number(to, type, 1);
  append_number(to, options.version, 2);
  append_number(to, 0, 2);
  if (tls13) {
    state.seal_13(plain, options, type, to);
  } else if (is_aead(state.layout)) {
    state.seal_12(plain, options, type, to);
  } else {
    state.seal_cbc(plain, options, type, to);
  }
  put_number(to.size() - start - kRecordHeader, Out{to}.subspan(start + 3, 2));
  ++state.sequence;
}

Opened Protection::open(const Record& record) {
  auto& state = *state_;
  auto opened = state.layout == Layout::tls13 ? state.open_13(record)
                : is_aead(state.layout)       ? state.open_12(record)
                                              : state.open_cbc(record);
  if (std::holds_alternative<Plaintext>(opened)) ++state.sequence;
  return opened;
}

void Protection::skip(std::uint64_t count) noexcept { state_->sequence += count; }

void Protection::State::seal_13(const Plaintext& plain, const SealOptions& options, std::uint8_t type, Octets& to) {
  const auto start = to.size();
  append(to, plain.content);
  if (options.inner_type) to.push_back(plain.type);
  to.resize(to.size() + options.padding);
  const auto size = to.size() - start;
  to.resize(to.size() + kTag);
  const Covered covered{0, type, options.version, size + kTag};
  seal_aead(nonce({}), covered.header(), Out{to}.subspan(start, size), Out{to}.last(kTag));
  if (options.flaw == SealFlaw::mac) to.back() ^= 1U;
}

void Protection::State::seal_12(const Plaintext& plain, const SealOptions& options, std::uint8_t type, Octets& to) {
  // RFC 5288 section 3: "The nonce_explicit MAY be the 64-bit sequence number." Then it never comes twice.
  std::array<std::uint8_t, kExplicitNonce> explicit_part{};
  put_number(sequence, explicit_part);
  if (layout == Layout::explicit_nonce) append(to, explicit_part);
  const auto start = to.size();
  append(to, plain.content);
  to.resize(to.size() + kTag);
  const Covered covered{sequence, type, options.version, plain.content.size()};
  seal_aead(nonce(explicit_part), covered.with_sequence(), Out{to}.subspan(start, plain.content.size()),
            Out{to}.last(kTag));
  if (options.flaw == SealFlaw::mac) to.back() ^= 1U;
}

void Protection::State::seal_cbc(const Plaintext& plain, const SealOptions& options, std::uint8_t type, Octets& to) {
  const auto start = to.size();
  to.resize(start + kCipherBlock);
  random->fill(Out{to}.subspan(start));
  append(to, plain.content);
  const auto add_mac = [&](View octets) {
    append(to, mac_of(type, options.version, octets).view());
    if (options.flaw == SealFlaw::mac) to.back() ^= 1U;
  };
  if (layout == Layout::mac_then_encrypt) add_mac(plain.content);
  pad(options, to.size() - start, to);
  const auto encrypted = Out{to}.subspan(start + kCipherBlock);
  begin(true, View{to}.subspan(start, kCipherBlock));
  run(encrypted, encrypted.data());
  // RFC 7366 section 3: "encrypt( data || pad ) || MAC with the MAC covering the entire packet up to the start of the
  // MAC value", the IV included.
  if (layout == Layout::encrypt_then_mac) add_mac(View{to}.subspan(start));
}

Opened Protection::State::open_13(const Record& record) {
  // RFC 8446 section 5.2: "The length MUST NOT exceed 2^14 + 256 bytes. An endpoint that receives a record that exceeds
  // this length MUST terminate the connection with a 'record_overflow' alert."
  if (record.fragment.size() > kMaxCiphertext13) return model::alerts::record_overflow;
  const Covered covered{0, record.type, record.version, record.fragment.size()};
  if (!open_aead(nonce({}), covered.header(), record.fragment)) return model::alerts::bad_record_mac;
  // Section 5.4: "the full encoded TLSInnerPlaintext MUST NOT exceed 2^14 + 1 octets."
  if (opened.size() > kMaxPlaintext + 1) return model::alerts::record_overflow;
  // The same section: "If a receiving implementation does not find a non-zero octet in the cleartext, it MUST terminate
  // the connection with an 'unexpected_message' alert."
  const auto type = std::find_if(opened.rbegin(), opened.rend(), [](std::uint8_t octet) { return octet != 0; });
  if (type == opened.rend()) return model::alerts::unexpected_message;
  return Plaintext{.type = *type, .content = View{opened.begin(), type.base() - 1}};
}

Opened Protection::State::open_12(const Record& record) {
  if (record.fragment.size() > kMaxCiphertext) return model::alerts::record_overflow;
  Reader at{record.fragment};
  const auto explicit_part = at.take(layout == Layout::explicit_nonce ? kExplicitNonce : 0);
  if (!at.ok() || at.size() < kTag) return model::alerts::bad_record_mac;
  const Covered covered{sequence, record.type, record.version, at.size() - kTag};
  // RFC 5246 section 6.2.3.3: "If the decryption fails, a fatal bad_record_mac alert MUST be generated."
  if (!open_aead(nonce(explicit_part), covered.with_sequence(), at.rest())) return model::alerts::bad_record_mac;
  if (opened.size() > kMaxPlaintext) return model::alerts::record_overflow;
  return Plaintext{.type = record.type, .content = opened};
}

Opened Protection::State::open_cbc(const Record& record) {
  if (record.fragment.size() > kMaxCiphertext) return model::alerts::record_overflow;
  auto octets = record.fragment;
  if (layout == Layout::encrypt_then_mac && !take_mac(record, octets)) return model::alerts::bad_record_mac;
  if (octets.size() < 2 * kCipherBlock || octets.size() % kCipherBlock != 0) return model::alerts::bad_record_mac;
  opened.resize(octets.size() - kCipherBlock);
  begin(false, octets.first(kCipherBlock));
  run(octets.subspan(kCipherBlock), opened.data());
  auto content = without_padding(opened);
  // RFC 5246 section 6.2.3.2: "The receiver MUST check this padding and MUST use the bad_record_mac alert to indicate
  // padding errors."
  if (!content) return model::alerts::bad_record_mac;
  if (layout == Layout::mac_then_encrypt && !take_mac(record, *content)) return model::alerts::bad_record_mac;
  if (content->size() > kMaxPlaintext) return model::alerts::record_overflow;
  return Plaintext{.type = record.type, .content = *content};
}

std::array<std::uint8_t, kNonce> Protection::State::nonce(View explicit_part) const {
  auto nonce = iv;
  const auto behind = Out{nonce}.last(kExplicitNonce);
  if (layout == Layout::explicit_nonce) {
    std::ranges::copy(explicit_part, behind.begin());
    return nonce;
  }
  // RFC 8446 section 5.3, and RFC 7905 section 2 alike: "The 64-bit record sequence number is encoded in network byte
  // order and padded to the left with zeros to iv_length", then "XORed with" the IV.
  auto number = sequence;
  for (auto octet = behind.rbegin(); octet != behind.rend(); ++octet, number >>= 8U)
    *octet ^= static_cast<std::uint8_t>(number);
  return nonce;
}

/// Encrypts `content` where it is.
void Protection::State::seal_aead(View nonce, View covered, Out content, Out tag) {
  begin(true, nonce);
  run(covered, nullptr);
  run(content, content.data());
  int written = 0;
  require(EVP_CipherFinal_ex(context.get(), nullptr, &written) == 1 &&
          EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()) == 1);
}

/// Decrypts to `opened`. @return false where the tag is another.
bool Protection::State::open_aead(View nonce, View covered, View content_and_tag) {
  if (content_and_tag.size() < kTag) return false;
  const auto content = content_and_tag.first(content_and_tag.size() - kTag);
  std::array<std::uint8_t, kTag> tag{};
  std::ranges::copy(content_and_tag.last(kTag), tag.begin());
  opened.resize(content.size());
  begin(false, nonce);
  run(covered, nullptr);
  run(content, opened.data());
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data()) == 1);
  int written = 0;
  const bool whole = EVP_CipherFinal_ex(context.get(), nullptr, &written) == 1;
  if (!whole) ERR_clear_error();
  return whole;
}

Digest Protection::State::mac_of(std::uint8_t type, std::uint16_t version, View octets) const {
  const Covered covered{sequence, type, version, octets.size()};
  return hmac(mac, mac_key, {covered.with_sequence(), octets});
}

/// Takes the MAC off the end of `octets`. @return false where it is none of what stands before it.
bool Protection::State::take_mac(const Record& record, View& octets) const {
  const auto size = digest_size(mac);
  if (octets.size() < size) return false;
  const auto theirs = octets.last(size);
  octets = octets.first(octets.size() - size);
  return std::ranges::equal(mac_of(record.type, record.version, octets).view(), theirs);
}

}  // namespace tlsgauge::wire
