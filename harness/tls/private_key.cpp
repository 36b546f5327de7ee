#include "tls/private_key.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace tlsgauge::tls {
namespace {

/// Called for an encrypted key. Without it, OpenSSL would ask at the terminal.
int refuse_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* encrypted) {
  *static_cast<bool*>(encrypted) = true;
  return -1;
}

}  // namespace

Result<Key> read_private_key(const std::filesystem::path& file) {
  const Bio input{BIO_new_file(file.c_str(), "rb")};
  if (input == nullptr) return openssl_fault("open the key " + file.string());
  bool encrypted = false;
  Key key{PEM_read_bio_PrivateKey(input.get(), nullptr, &refuse_passphrase, &encrypted)};
  if (key != nullptr) return key;
  if (!encrypted) return openssl_fault("read the key " + file.string());
  ERR_clear_error();
  return bad_input("the key " + file.string() + " is encrypted; decrypt it with 'openssl pkey'");
}

}  // namespace tlsgauge::tls
