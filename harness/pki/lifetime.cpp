#include "pki/lifetime.hpp"

#include <openssl/x509.h>

#include <ctime>

#include "pki/authority.hpp"

namespace tlsgauge::pki {

Result<std::chrono::system_clock::time_point> end_of_validity(const std::filesystem::path& file) {
  const auto certificate = load_certificate(file);
  if (!certificate.ok()) return certificate.status();
  std::tm utc{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate->get()), &utc) != 1)
    return bad_input(file.string() + ": its notAfter is no time");
  return std::chrono::system_clock::from_time_t(::timegm(&utc));
}

}  // namespace tlsgauge::pki
