#include "model/script.hpp"

namespace tlsgauge::model {

std::string_view name(MaskHash hash) {
  switch (hash) {
    case MaskHash::sha1: return "sha1";
    case MaskHash::sha256: return "sha256";
    case MaskHash::sha384: return "sha384";
    case MaskHash::sha512: return "sha512";
  }
  return "unknown";
}

std::string_view name(CertificateForm form) {
  switch (form) {
    case CertificateForm::x509: return "x509";
    case CertificateForm::compressed: return "compressed";
    case CertificateForm::raw_public_key: return "raw-public-key";
  }
  return "unknown";
}

}  // namespace tlsgauge::model
