#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "pki/authority.hpp"
#include "pki/layout.hpp"
#include "pki/serial.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// One X.509v3 extension by OpenSSL's number and in its configuration syntax: {NID_key_usage, "critical,keyCertSign"}.
struct ExtensionText {
  int nid = 0;
  std::string value;
};

/// What a certificate says, apart from its key and its issuer.
struct CertificateTemplate {
  Subject subject;
  std::vector<ExtensionText> extensions{};  ///< in this order
  int days = 0;                             ///< valid from the moment of issue
};

/// @return InvalidArgument unless `days` is within 1 and kMaxDays.
[[nodiscard]] Status check_days(int days);

/// Makes a certificate signed by its own key.
[[nodiscard]] Result<tls::Certificate> self_signed(const CertificateTemplate& content, const tls::Key& key,
                                                   const Serial& serial);

/// Makes a certificate for `key` signed by `issuer`. Like the openssl program since 3.0, it adds the subject and
/// authority key identifiers after the template's own extensions.
[[nodiscard]] Result<tls::Certificate> issue(const CertificateTemplate& content, const tls::Key& key,
                                             const Authority& issuer, const Serial& serial);

/// Makes a certificate for `key` with the version, subject and extensions of `old`; key identifiers, where it has them,
/// are computed anew.
[[nodiscard]] Result<tls::Certificate> reissue(const tls::Certificate& old, int days, const tls::Key& key,
                                               const Authority& issuer, const Serial& serial);

/// Makes a certificate request (PKCS #10) for the template's subject and extensions.
[[nodiscard]] Result<tls::CertificateRequest> request(const CertificateTemplate& content, const tls::Key& key);

/// Makes the request that a certificate like `old` would answer: its subject, and its extensions but the key
/// identifiers.
[[nodiscard]] Result<tls::CertificateRequest> request_like(const tls::Certificate& old, const tls::Key& key);

}  // namespace tlsgauge::pki
