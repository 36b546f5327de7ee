#include "component/pki/certificate_facts.hpp"

#include <gtest/gtest.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "pki/pem.hpp"
#include "pki/serial.hpp"

namespace tlsgauge::pki {
namespace {

std::string hex(const unsigned char* bytes, std::size_t length) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

std::string der(const X509_NAME* name) {
  const unsigned char* bytes = nullptr;
  std::size_t length = 0;
  X509_NAME_get0_der(name, &bytes, &length);
  return hex(bytes, length);
}

std::string kind_of(EVP_PKEY* key) {
  return std::string{EVP_PKEY_get0_type_name(key)} + " " + std::to_string(EVP_PKEY_get_bits(key));
}

std::string describe(X509_EXTENSION* extension) {
  const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
  const auto* data = X509_EXTENSION_get_data(extension);
  const auto length = static_cast<std::size_t>(ASN1_STRING_length(data));
  const bool of_the_key = nid == NID_subject_key_identifier || nid == NID_authority_key_identifier;
  return std::string{"extension "} + OBJ_nid2sn(nid) +
         (X509_EXTENSION_get_critical(extension) != 0 ? " critical " : " ") +
         (of_the_key ? std::to_string(length) + " bytes" : hex(ASN1_STRING_get0_data(data), length));
}

tls::Certificate load(const std::filesystem::path& file) {
  auto contents = read_pem(file);
  if (!contents.ok() || contents->certificates.size() != 1) {
    ADD_FAILURE() << file << ": " << contents.status() << ", or not one certificate";
    return nullptr;
  }
  return std::move(contents->certificates.front());
}

}  // namespace

std::vector<std::string> certificate_facts(const std::filesystem::path& file) {
  const auto certificate = load(file);
  if (certificate == nullptr) return {};
  auto* const x509 = certificate.get();
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(x509), X509_get0_notAfter(x509));
  std::vector<std::string> facts{
      "version " + std::to_string(X509_get_version(x509) + 1),
      std::string{"signed with "} + OBJ_nid2ln(X509_get_signature_nid(x509)),
      "key " + kind_of(X509_get0_pubkey(x509)),
      "subject " + der(X509_get_subject_name(x509)),
      "issuer " + der(X509_get_issuer_name(x509)),
      "valid for " + std::to_string(days) + " days",  // the openssl program may read a later second for the end
  };
  for (int i = 0; i < X509_get_ext_count(x509); ++i) facts.push_back(describe(X509_get_ext(x509, i)));
  return facts;
}

std::vector<std::string> request_facts(const std::filesystem::path& file) {
  const tls::Bio in{BIO_new_file(file.c_str(), "r")};
  const tls::CertificateRequest request{in == nullptr ? nullptr
                                                      : PEM_read_bio_X509_REQ(in.get(), nullptr, nullptr, nullptr)};
  if (request == nullptr) {
    ADD_FAILURE() << file << ": no certificate request";
    return {};
  }
  std::vector<std::string> facts{
      "version " + std::to_string(X509_REQ_get_version(request.get()) + 1),
      std::string{"signed with "} + OBJ_nid2ln(X509_REQ_get_signature_nid(request.get())),
      "key " + kind_of(X509_REQ_get0_pubkey(request.get())),
      "subject " + der(X509_REQ_get_subject_name(request.get())),
      "attributes " + std::to_string(X509_REQ_get_attr_count(request.get())),
      "signature " + std::to_string(X509_REQ_verify(request.get(), X509_REQ_get0_pubkey(request.get()))),
  };
  auto* const extensions = X509_REQ_get_extensions(request.get());
  for (int i = 0; i < sk_X509_EXTENSION_num(extensions); ++i)
    facts.push_back(describe(sk_X509_EXTENSION_value(extensions, i)));
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  return facts;
}

std::string serial_in(const std::filesystem::path& file) {
  const auto certificate = load(file);
  return certificate == nullptr ? std::string{} : serial_of(certificate);
}

}  // namespace tlsgauge::pki
