#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <string>

#include "pki/examined_file.hpp"
#include "pki/key_pair.hpp"
#include "pki/rules.hpp"

namespace tlsgauge::pki {
namespace {

constexpr std::int64_t kSoonSeconds = std::int64_t{30} * 24 * 60 * 60;
constexpr int kSmallestFiniteFieldBits = 2048;
constexpr int kSmallestEcBits = 224;

using AlternativeNames = std::unique_ptr<GENERAL_NAMES, tls::FreeWith<&GENERAL_NAMES_free>>;
using Purposes = std::unique_ptr<EXTENDED_KEY_USAGE, tls::FreeWith<&EXTENDED_KEY_USAGE_free>>;

/// One certificate of a file, and where what is found goes.
class CertificateCheck {
 public:
  CertificateCheck(const ExaminedFile& file, std::size_t index, std::vector<Finding>& findings)
      : file_{file},
        certificate_{file.contents.certificates[index]},
        role_{role_of(file, index)},
        flags_{X509_get_extension_flags(certificate_.get())},
        findings_{findings} {
    const auto count = file.contents.certificates.size();
    if (count > 1) prefix_ = "certificate " + std::to_string(index + 1) + " of " + std::to_string(count) + ": ";
  }

  void run(std::int64_t now) const {
    check_validity(now);
    check_strength();
    if (role_ == Role::authority) {
      check_authority();
    } else {
      check_purpose();
      check_names();
    }
    check_key_identifiers();
  }

 private:
  void add(Rule rule, const std::string& what) const { findings_.push_back(finding(rule, file_.path, prefix_ + what)); }

  [[nodiscard]] bool has(std::uint32_t flag) const { return (flags_ & flag) != 0; }

  void check_validity(std::int64_t now) const {
    std::time_t at = now;
    std::time_t soon = now + kSoonSeconds;
    const auto* begin = X509_get0_notBefore(certificate_.get());
    const auto* end = X509_get0_notAfter(certificate_.get());
    if (X509_cmp_time(begin, &at) > 0) add(Rule::not_yet_valid, "valid only from " + date(Bound::not_before) + " on");
    if (X509_cmp_time(end, &at) < 0)
      add(Rule::expired, "expired on " + date(Bound::not_after));
    else if (X509_cmp_time(end, &soon) < 0)
      add(Rule::expires_soon, "expires on " + date(Bound::not_after) + ", within 30 days");
  }

  void check_strength() const {
    if (const auto key = public_key(certificate_); key != nullptr) {
      const int bits = EVP_PKEY_get_bits(key.get());
      const bool ec = EVP_PKEY_is_a(key.get(), "EC") == 1;
      const bool finite_field = is_rsa(key) || EVP_PKEY_is_a(key.get(), "DSA") == 1;
      if ((finite_field && bits < kSmallestFiniteFieldBits) || (ec && bits < kSmallestEcBits))
        add(Rule::key_weak,
            std::string{EVP_PKEY_get0_type_name(key.get())} + " key of " + std::to_string(bits) + " bits");
    }
    // Nobody verifies the signature of a trust anchor.
    int digest = NID_undef;
    if (has(EXFLAG_SS) || X509_get_signature_info(certificate_.get(), &digest, nullptr, nullptr, nullptr) != 1) return;
    if (digest == NID_md5 || digest == NID_sha1 || digest == NID_md5_sha1)
      add(Rule::digest_weak, std::string{"signed with "} + OBJ_nid2ln(digest));
  }

  void check_authority() const {
    if (!is_authority(certificate_)) return add(Rule::ca_not_a_ca, "basicConstraints does not say CA:TRUE");
    if (!has(EXFLAG_KUSAGE))
      add(Rule::ca_key_usage_missing, "the CA has no keyUsage extension");
    else if ((X509_get_key_usage(certificate_.get()) & KU_KEY_CERT_SIGN) == 0)
      add(Rule::ca_key_usage_no_signing, "keyUsage lacks keyCertSign");
  }

  void check_purpose() const {
    if (has(EXFLAG_KUSAGE) && (X509_get_key_usage(certificate_.get()) & KU_DIGITAL_SIGNATURE) == 0)
      add(Rule::key_usage_no_signature, "keyUsage lacks digitalSignature");
    if (!has(EXFLAG_XKUSAGE) || role_ == Role::unknown) return;
    const auto usage = X509_get_extended_key_usage(certificate_.get());
    const bool server = role_ == Role::server;
    if ((usage & (server ? XKU_SSL_SERVER : XKU_SSL_CLIENT)) != 0) return;
    if ((usage & XKU_ANYEKU) != 0) return add(Rule::eku_any, "extendedKeyUsage relies on anyExtendedKeyUsage");
    add(server ? Rule::eku_server_auth_missing : Rule::eku_client_auth_missing,
        "extendedKeyUsage is " + purposes() + (server ? ", for a server" : ", for a client"));
  }

  void check_names() const {
    if (role_ != Role::server) return;
    const AlternativeNames names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate_.get(), NID_subject_alt_name, nullptr, nullptr))};
    if (names == nullptr) return add(Rule::san_missing, "no subjectAltName");
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i)
      if (sk_GENERAL_NAME_value(names.get(), i)->type == GEN_IPADD) return;
    add(Rule::san_without_address, "subjectAltName holds no address");
  }

  void check_key_identifiers() const {
    // RFC 5280 §4.2.1.1 and §4.2.1.2: a CA has a subject key identifier; what it issues, an authority key identifier,
    // which a self-signed certificate may leave out.
    if (is_authority(certificate_) && X509_get0_subject_key_id(certificate_.get()) == nullptr)
      add(Rule::key_identifier_missing, "the CA has no subjectKeyIdentifier");
    if (!has(EXFLAG_SS) && X509_get_ext_by_NID(certificate_.get(), NID_authority_key_identifier, -1) < 0)
      add(Rule::key_identifier_missing, "no authorityKeyIdentifier");
  }

  [[nodiscard]] std::string date(Bound bound) const { return date_of(certificate_, bound); }

  /// "serverAuth only" or "codeSigning, emailProtection".
  [[nodiscard]] std::string purposes() const {
    const Purposes listed{
        static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate_.get(), NID_ext_key_usage, nullptr, nullptr))};
    std::string text;
    const int count = listed == nullptr ? 0 : sk_ASN1_OBJECT_num(listed.get());
    for (int i = 0; i < count; ++i) {
      char oid[80];
      const auto* purpose = sk_ASN1_OBJECT_value(listed.get(), i);
      const int nid = OBJ_obj2nid(purpose);
      OBJ_obj2txt(oid, sizeof oid, purpose, 1);
      text += (text.empty() ? "" : ", ") + std::string{nid != NID_undef ? OBJ_nid2sn(nid) : oid};
    }
    return count == 1 ? text + " only" : text;
  }

  const ExaminedFile& file_;
  const tls::Certificate& certificate_;
  Role role_;
  std::uint32_t flags_;
  std::string prefix_;
  std::vector<Finding>& findings_;
};

}  // namespace

void check_certificates(const ExaminedFile& file, std::int64_t now, std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < file.contents.certificates.size(); ++i) CertificateCheck{file, i, findings}.run(now);
}

}  // namespace tlsgauge::pki
