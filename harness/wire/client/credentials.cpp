#include "wire/client/credentials.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <utility>

#include "tls/private_key.hpp"

namespace tlsgauge::wire {
namespace {

void free_octets(unsigned char* octets) { OPENSSL_free(octets); }
void free_text(char* text) { OPENSSL_free(text); }

Result<std::vector<Octets>> read_chain(const std::filesystem::path& file) {
  const tls::Bio input{BIO_new_file(file.c_str(), "rb")};
  if (input == nullptr) return tls::openssl_fault("open the certificate chain " + file.string());
  std::vector<Octets> chain;
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* der = nullptr;
  long size = 0;
  while (PEM_read_bio(input.get(), &name, &header, &der, &size) == 1) {
    const std::unique_ptr<char, tls::FreeWith<&free_text>> owned_name{name};
    const std::unique_ptr<char, tls::FreeWith<&free_text>> owned_header{header};
    const std::unique_ptr<unsigned char, tls::FreeWith<&free_octets>> owned{der};
    chain.emplace_back(der, der + size);
  }
  if (chain.empty()) return tls::openssl_fault("read the certificate chain " + file.string());
  ERR_clear_error();  // the end of the file
  return chain;
}

}  // namespace

Result<Credentials> read_credentials(const std::filesystem::path& chain, const std::filesystem::path& key) {
  auto certificates = read_chain(chain);
  if (!certificates.ok()) return certificates.status();
  auto signing = tls::read_private_key(key);
  if (!signing.ok()) return signing.status();
  return Credentials{.chain = *std::move(certificates), .key = *std::move(signing)};
}

}  // namespace tlsgauge::wire
