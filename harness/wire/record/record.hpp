#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "model/alert.hpp"
#include "model/codepoint.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

using model::ContentType;

/// RFC 8446 section 5.1.
inline constexpr std::size_t kMaxPlaintext = 1U << 14U;
/// RFC 5246 section 6.2.3 allows 2048 octets of expansion, RFC 8446 section 5.2 allows 256.
inline constexpr std::size_t kMaxCiphertext = kMaxPlaintext + 2048;
inline constexpr std::size_t kRecordHeader = 5;
inline constexpr std::uint16_t kRecordVersion = 0x0303;  ///< legacy_record_version

/// A record as it stands on the wire.
struct Record {
  std::uint8_t type = 0;
  std::uint16_t version = kRecordVersion;
  View fragment;  ///< lives as long as the reader's octets: until its next feed()
};

/// Appends a record, header first. A fragment may be as long as 65535 octets: what is too long is for the peer to say.
void write_record(ContentType type, std::uint16_t version, View fragment, Octets& to);

/// Splits what arrives into records.
class RecordReader {
 public:
  void feed(View octets);
  /// The next whole record; nothing while it is incomplete; an alert where what came is no record of TLS: a type that
  /// does not exist or a major version other than 3 (unexpected_message), too long a fragment (record_overflow).
  /// After an alert there is nothing more to be read.
  [[nodiscard]] std::variant<std::monostate, Record, model::Alert> next();
  /// Octets that wait for the rest of their record.
  [[nodiscard]] std::size_t waiting() const noexcept { return octets_.size() - read_; }

 private:
  Octets octets_;
  std::size_t read_ = 0;  ///< of octets_, those that were given out
};

}  // namespace tlsgauge::wire
