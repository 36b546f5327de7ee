#include "pki/serial.hpp"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include <memory>

#include "core/file.hpp"

namespace tlsgauge::pki {
namespace {

using BigNumber = std::unique_ptr<BIGNUM, tls::FreeWith<&BN_free>>;

// The top bit of 20 octets stays clear: DER would need a 21st for the sign.
constexpr int kSerialBits = 159;
constexpr std::size_t kSerialDigits = 40;

Result<std::string> hex_of(const BigNumber& number) {
  char* digits = BN_bn2hex(number.get());
  if (digits == nullptr) return tls::openssl_fault("write a serial number");
  std::string hex{digits};
  CRYPTO_free(digits, __FILE__, __LINE__);
  return hex;
}

Result<BigNumber> number_of(const std::string& hex) {
  BIGNUM* number = nullptr;
  if (BN_hex2bn(&number, hex.c_str()) == 0) return tls::openssl_fault("read the serial number " + hex);
  return BigNumber{number};
}

}  // namespace

Result<Serial> Serial::random() {
  const BigNumber number{BN_new()};
  if (number == nullptr || BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) != 1)
    return tls::openssl_fault("make a random serial number");
  auto hex = hex_of(number);
  if (!hex.ok()) return hex.status();
  return Serial{*std::move(hex)};
}

Result<Serial> Serial::from_hex(const std::string& digits) {
  if (digits.empty() || digits.size() > kSerialDigits ||
      digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
    return bad_input("a serial number is 1 to " + std::to_string(kSerialDigits) + " hexadecimal digits");
  auto number = number_of(digits);
  if (!number.ok()) return number.status();
  auto hex = hex_of(*number);
  if (!hex.ok()) return hex.status();
  return Serial{*std::move(hex)};
}

Result<Serial> Serial::next() const {
  auto number = number_of(hex_);
  if (!number.ok()) return number.status();
  if (BN_add_word(number->get(), 1) != 1) return tls::openssl_fault("advance a serial number");
  if (BN_num_bits(number->get()) > kSerialBits) return bad_input("the serial numbers are used up");
  auto hex = hex_of(*number);
  if (!hex.ok()) return hex.status();
  return Serial{*std::move(hex)};
}

Status Serial::store(asn1_string_st* field) const {
  auto number = number_of(hex_);
  if (!number.ok()) return number.status();
  if (BN_to_ASN1_INTEGER(number->get(), field) == nullptr) return tls::openssl_fault("set a serial number");
  return absl::OkStatus();
}

Result<Serial> read_serial_file(const std::filesystem::path& file) {
  auto text = core::read_file(file, 4096);
  if (!text.ok()) return text.status();
  const auto end = text->find_last_not_of(" \t\r\n");
  auto serial = Serial::from_hex(end == std::string::npos ? std::string{} : text->substr(0, end + 1));
  if (!serial.ok())
    return bad_input(file.string() + ": " + message(serial.status()) + "; remove the file to start at a random one");
  return serial;
}

std::string serial_of(const tls::Certificate& certificate) {
  const BigNumber number{ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate.get()), nullptr)};
  if (number == nullptr) return {};
  auto hex = hex_of(number);
  return hex.ok() ? *std::move(hex) : std::string{};
}

std::string serial_file_text(const Serial& last) { return last.hex() + "\n"; }

}  // namespace tlsgauge::pki
