#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "tls/handles.hpp"

// OpenSSL's own declaration, as in tls/handles.hpp.
extern "C" struct asn1_string_st;

namespace tlsgauge::pki {

/// A certificate's serial number: positive, at most 20 octets (RFC 5280 §4.1.2.2).
class Serial {
 public:
  /// A random serial of exactly 20 octets.
  [[nodiscard]] static Result<Serial> random();
  /// Reads hexadecimal digits as ca.srl holds them. @return InvalidArgument for anything else.
  [[nodiscard]] static Result<Serial> from_hex(const std::string& digits);

  /// The serial after this one. @return InvalidArgument when it would need a 21st octet.
  [[nodiscard]] Result<Serial> next() const;
  /// Upper-case hexadecimal digits, an even number of them.
  [[nodiscard]] const std::string& hex() const noexcept { return hex_; }
  /// Stores the number in a certificate's serialNumber field.
  [[nodiscard]] Status store(asn1_string_st* field) const;

 private:
  explicit Serial(std::string hex) : hex_{std::move(hex)} {}
  std::string hex_;
};

/// The serial that ca.srl says was issued last, as the openssl program keeps it.
/// @return NotFound when the file is missing, InvalidArgument when it is not one hexadecimal number.
[[nodiscard]] Result<Serial> read_serial_file(const std::filesystem::path& file);

/// The serial of a certificate as Serial::hex() writes it; empty when OpenSSL cannot read it.
[[nodiscard]] std::string serial_of(const tls::Certificate& certificate);

/// What the openssl program writes into ca.srl for `last`.
[[nodiscard]] std::string serial_file_text(const Serial& last);

}  // namespace tlsgauge::pki
