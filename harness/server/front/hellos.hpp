#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "server/front/faults.hpp"

// What a server can hold against a ClientHello that it should put up with.
namespace tlsgauge::server::front {

/// A ClientHello (RFC 8446 section 4.1.2), as far as somebody could take offence at it.
struct Hello {
  struct Extension {
    std::uint16_t type;
    std::string_view data;
  };
  std::size_t size;  ///< of the message, with its header
  std::uint16_t version;
  std::string_view session_id;
  std::vector<std::uint16_t> suites;
  std::vector<Extension> extensions;

  /// The data of an extension; nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> extension(std::uint16_t type) const;
  /// The numbers of two octets of an extension that is a list of them behind its own length, of `length` octets.
  [[nodiscard]] std::vector<std::uint16_t> numbers(std::uint16_t type, std::size_t length) const;
  /// The groups of the key shares.
  [[nodiscard]] std::vector<std::uint16_t> shares() const;
};

/// The ClientHello that passes; nothing where something else does, or a malformed one.
[[nodiscard]] std::optional<Hello> hello_in(const Passage& passage);

/// Whether a number is one of those that are reserved to keep servers from minding unknown ones (RFC 8701 section 2).
[[nodiscard]] bool is_grease(std::uint16_t number);

// Whether there is something in a ClientHello.

[[nodiscard]] bool has_grease_suite(const Hello& hello);
[[nodiscard]] bool has_grease_extension(const Hello& hello);
[[nodiscard]] bool has_grease_group(const Hello& hello);
[[nodiscard]] bool has_grease_share(const Hello& hello);
[[nodiscard]] bool has_grease_signature_scheme(const Hello& hello);
[[nodiscard]] bool has_grease_protocol(const Hello& hello);
[[nodiscard]] bool has_unknown_suite(const Hello& hello);
[[nodiscard]] bool has_unknown_extension(const Hello& hello);
[[nodiscard]] bool has_unknown_version(const Hello& hello);
[[nodiscard]] bool has_unknown_psk_mode(const Hello& hello);
[[nodiscard]] bool has_renegotiation_signal(const Hello& hello);
[[nodiscard]] bool has_fallback_signal(const Hello& hello);
[[nodiscard]] bool has_upper_case_name(const Hello& hello);
/// One of neither 0 nor 32 octets.
[[nodiscard]] bool has_odd_session_id(const Hello& hello);
/// More than a hundred.
[[nodiscard]] bool has_many_extensions(const Hello& hello);
/// The shares are in front of the groups.
[[nodiscard]] bool has_shares_before_groups(const Hello& hello);
/// Groups, but the first share is of none that everybody knows.
[[nodiscard]] bool begins_with_rare_share(const Hello& hello);
[[nodiscard]] bool is_newer_than_1_2(const Hello& hello);
/// TLS 1.3 is offered.
[[nodiscard]] bool offers_1_3(const Hello& hello);
/// So many octets that servers are known to have hung: 256 to 511 (RFC 7685 section 1).
[[nodiscard]] bool is_of_unlucky_size(const Hello& hello);
/// More than 1024 octets.
[[nodiscard]] bool is_large(const Hello& hello);

}  // namespace tlsgauge::server::front
