#include "server/front/hellos.hpp"

#include <openssl/ssl.h>

#include <algorithm>

namespace tlsgauge::server::front {
namespace {

// Signals that stand among the cipher suites.
constexpr std::uint16_t kFallbackSignal = 0x5600;       // RFC 7507
constexpr std::uint16_t kRenegotiationSignal = 0x00FF;  // RFC 5746

/// Takes octets from the front of a text. What is not there is empty or zero, and ok() is false from then on.
class Octets {
 public:
  explicit Octets(std::string_view text) : text_{text} {}

  std::string_view take(std::size_t count) {
    good_ = good_ && count <= text_.size();
    if (!good_) return {};
    const auto taken = text_.substr(0, count);
    text_.remove_prefix(count);
    return taken;
  }
  std::size_t number(std::size_t length) {
    std::size_t value = 0;
    for (const char octet : take(length)) value = value << 8U | static_cast<unsigned char>(octet);
    return value;
  }
  std::uint16_t short_number() { return static_cast<std::uint16_t>(number(2)); }
  /// What stands behind its own length.
  std::string_view vector(std::size_t length) { return take(number(length)); }
  [[nodiscard]] bool empty() const { return text_.empty() || !good_; }
  [[nodiscard]] bool ok() const { return good_; }

 private:
  std::string_view text_;
  bool good_ = true;
};

std::vector<std::uint16_t> numbers_in(std::string_view list) {
  std::vector<std::uint16_t> numbers;
  for (Octets octets{list}; !octets.empty();) numbers.push_back(octets.short_number());
  return numbers;
}

bool is_suite(std::uint16_t number) {
  const auto within = [&](unsigned first, unsigned last) { return number >= first && number <= last; };
  // As IANA has assigned them.
  return within(0x0000, 0x00C7) || within(0x1301, 0x1307) || within(0xC001, 0xC102) || within(0xCCA8, 0xCCAE) ||
         number == kRenegotiationSignal || number == kFallbackSignal;
}

bool is_extension(std::uint16_t type) {
  constexpr std::uint16_t kLast = 63;  // that IANA has assigned, beside two
  return type <= kLast || type == TLSEXT_TYPE_renegotiate || type == 0xFE0D;
}

bool has_grease(const std::vector<std::uint16_t>& numbers) { return std::ranges::any_of(numbers, &is_grease); }

bool has(const std::vector<std::uint16_t>& numbers, std::uint16_t number) {
  return std::ranges::find(numbers, number) != numbers.end();
}

}  // namespace

std::optional<std::string_view> Hello::extension(std::uint16_t type) const {
  const auto found = std::ranges::find(extensions, type, &Extension::type);
  return found == extensions.end() ? std::nullopt : std::optional{found->data};
}

std::vector<std::uint16_t> Hello::numbers(std::uint16_t type, std::size_t length) const {
  return numbers_in(Octets{extension(type).value_or("")}.vector(length));
}

std::vector<std::uint16_t> Hello::shares() const {
  std::vector<std::uint16_t> groups;
  Octets all{extension(TLSEXT_TYPE_key_share).value_or("")};
  for (Octets list{all.vector(2)}; !list.empty(); list.vector(2)) groups.push_back(list.short_number());
  return groups;
}

std::optional<Hello> hello_in(const Passage& passage) {
  constexpr std::size_t kLengthOfRandom = 32;
  if (passage.written || passage.type != SSL3_RT_HANDSHAKE || passage.octets.empty() ||
      passage.octets.front() != SSL3_MT_CLIENT_HELLO)
    return std::nullopt;
  Octets message{passage.octets};
  message.take(SSL3_HM_HEADER_LENGTH);
  Hello hello{.size = passage.octets.size(),
              .version = message.short_number(),
              .session_id = {},
              .suites = {},
              .extensions = {}};
  message.take(kLengthOfRandom);
  hello.session_id = message.vector(1);
  hello.suites = numbers_in(message.vector(2));
  message.vector(1);  // compression methods
  for (Octets list{message.empty() ? std::string_view{} : message.vector(2)}; !list.empty();) {
    const auto type = list.short_number();
    hello.extensions.push_back({.type = type, .data = list.vector(2)});
  }
  return message.ok() ? std::optional{hello} : std::nullopt;
}

bool is_grease(std::uint16_t number) { return (number & 0x0F0FU) == 0x0A0AU && number >> 8U == (number & 0xFFU); }

bool has_grease_suite(const Hello& hello) { return has_grease(hello.suites); }

bool has_grease_extension(const Hello& hello) {
  return std::ranges::any_of(hello.extensions, &is_grease, &Hello::Extension::type);
}

bool has_grease_group(const Hello& hello) { return has_grease(hello.numbers(TLSEXT_TYPE_supported_groups, 2)); }

bool has_grease_share(const Hello& hello) { return has_grease(hello.shares()); }

bool has_grease_signature_scheme(const Hello& hello) {
  return has_grease(hello.numbers(TLSEXT_TYPE_signature_algorithms, 2));
}

bool has_grease_protocol(const Hello& hello) {
  Octets all{hello.extension(TLSEXT_TYPE_application_layer_protocol_negotiation).value_or("")};
  for (Octets list{all.vector(2)}; !list.empty();) {
    const auto name = list.vector(1);
    if (name.size() == 2 && is_grease(numbers_in(name).front())) return true;
  }
  return false;
}

bool has_unknown_suite(const Hello& hello) { return !std::ranges::all_of(hello.suites, &is_suite); }

bool has_unknown_extension(const Hello& hello) {
  return !std::ranges::all_of(hello.extensions, &is_extension, &Hello::Extension::type);
}

bool has_unknown_version(const Hello& hello) {
  return std::ranges::any_of(hello.numbers(TLSEXT_TYPE_supported_versions, 1),
                             [](auto version) { return version < SSL3_VERSION || version > TLS1_3_VERSION; });
}

bool has_unknown_psk_mode(const Hello& hello) {
  constexpr char kLast = 1;  // psk_dhe_ke
  const auto modes = Octets{hello.extension(TLSEXT_TYPE_psk_kex_modes).value_or("")}.vector(1);
  return std::ranges::any_of(modes, [](char mode) { return mode < 0 || mode > kLast; });
}

bool has_renegotiation_signal(const Hello& hello) { return has(hello.suites, kRenegotiationSignal); }

bool has_fallback_signal(const Hello& hello) { return has(hello.suites, kFallbackSignal); }

bool has_upper_case_name(const Hello& hello) {
  return std::ranges::any_of(hello.extension(TLSEXT_TYPE_server_name).value_or(""),
                             [](char octet) { return octet >= 'A' && octet <= 'Z'; });
}

bool has_odd_session_id(const Hello& hello) {
  return !hello.session_id.empty() && hello.session_id.size() != SSL_MAX_SSL_SESSION_ID_LENGTH;
}

bool has_many_extensions(const Hello& hello) {
  constexpr std::size_t kMany = 100;
  return hello.extensions.size() > kMany;
}

bool has_shares_before_groups(const Hello& hello) {
  const auto place_of = [&](std::uint16_t type) {
    return std::ranges::find(hello.extensions, type, &Hello::Extension::type);
  };
  return place_of(TLSEXT_TYPE_key_share) < place_of(TLSEXT_TYPE_supported_groups);
}

bool begins_with_rare_share(const Hello& hello) {
  const auto shares = hello.shares();
  return !shares.empty() && !has({0x0017, 0x001D}, shares.front());  // secp256r1, x25519
}

bool is_newer_than_1_2(const Hello& hello) { return hello.version > TLS1_2_VERSION; }

bool offers_1_3(const Hello& hello) { return has(hello.numbers(TLSEXT_TYPE_supported_versions, 1), TLS1_3_VERSION); }

bool is_of_unlucky_size(const Hello& hello) {
  constexpr std::size_t kLeast = 256;
  constexpr std::size_t kMost = 511;
  return hello.size >= kLeast && hello.size <= kMost;
}

bool is_large(const Hello& hello) {
  constexpr std::size_t kLimit = 1024;
  return hello.size > kLimit;
}

}  // namespace tlsgauge::server::front
