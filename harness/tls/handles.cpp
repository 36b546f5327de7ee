#include "tls/handles.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>

namespace tlsgauge::tls {

Status openssl_fault(const std::string& doing) {
  // The oldest entry is the cause, what follows it says who was told.
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return bad_input("cannot " + doing);
  const char* reason = ERR_reason_error_string(code);
  const char* library = ERR_lib_error_string(code);
  std::string text = "cannot " + doing + ": " + (reason != nullptr ? reason : "error " + std::to_string(code));
  if (library != nullptr) text += std::string{" ("} + library + ")";
  return bad_input(text);
}

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION); }

}  // namespace tlsgauge::tls
