#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include "core/result.hpp"
#include "model/script.hpp"
#include "wire/crypto/cipher_suite.hpp"
#include "wire/crypto/random.hpp"
#include "wire/crypto/schedule.hpp"
#include "wire/record/record.hpp"

namespace tlsgauge::wire {

/// What a protected record holds.
struct Plaintext {
  std::uint8_t type = 0;
  View content;
};

using model::SealFlaw;

/// How a record is sealed.
struct SealOptions {
  /// Zeros behind the inner type in TLS 1.3 (RFC 8446 section 5.4); in CBC, blocks more than needed, up to 255 octets.
  std::size_t padding = 0;
  std::optional<ContentType> outer_type{};  ///< in the header; empty: as the RFC wants it
  std::uint16_t version = kRecordVersion;   ///< in the header
  bool inner_type = true;                   ///< false: the inner plaintext of TLS 1.3 lacks its type
  SealFlaw flaw = SealFlaw::none;
};

/// One direction's keys and its sequence number: seals what we send, or opens what the peer sent. Not both.
class Protection {
 public:
  /// RFC 8446 section 5.2; keys are derived from `secret` (section 7.3).
  [[nodiscard]] static Result<Protection> tls13(const Suite& suite, const Digest& secret);
  /// RFC 5246 section 6.2.3, RFC 5288, RFC 7905; `encrypt_then_mac` is RFC 7366. `random` outlives it and gives the
  /// IVs of CBC.
  [[nodiscard]] static Result<Protection> tls12(const Suite& suite, const DirectionKeys& keys, bool encrypt_then_mac,
                                                Random& random);

  Protection(Protection&&) noexcept;
  Protection& operator=(Protection&&) noexcept;
  ~Protection();

  /// Appends `plain` as a record, header first. It may be too long for the peer, but not for the header's 16 bits.
  void seal(const Plaintext& plain, const SealOptions& options, Octets& to);
  /// Opens a record; the content lives until the next open(). An alert where it is not what the peer sealed
  /// (bad_record_mac), holds too much (record_overflow), or no type (unexpected_message).
  [[nodiscard]] std::variant<Plaintext, model::Alert> open(const Record& record);
  /// Leaves out `count` sequence numbers, as if that many records had been lost.
  void skip(std::uint64_t count) noexcept;

 private:
  struct State;
  explicit Protection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tlsgauge::wire
