#include "tls/pem_chain.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <memory>

#include "tls/handles.hpp"

namespace tlsgauge::tls {
namespace {

template <class T>
void free_with_openssl(T* memory) {
  OPENSSL_free(memory);
}
template <class T>
using Owned = std::unique_ptr<T, FreeWith<&free_with_openssl<T>>>;

}  // namespace

Result<std::vector<std::vector<std::uint8_t>>> read_pem_chain(const std::filesystem::path& file) {
  const Bio input{BIO_new_file(file.c_str(), "rb")};
  if (input == nullptr) return openssl_fault("open the certificate chain " + file.string());
  std::vector<std::vector<std::uint8_t>> chain;
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* der = nullptr;
  long size = 0;
  while (PEM_read_bio(input.get(), &name, &header, &der, &size) == 1) {
    const Owned<char> owned_name{name};
    const Owned<char> owned_header{header};
    const Owned<unsigned char> owned_der{der};
    chain.emplace_back(der, der + size);
  }
  if (chain.empty()) return openssl_fault("read the certificate chain " + file.string());
  ERR_clear_error();  // the end of the file
  return chain;
}

}  // namespace tlsgauge::tls
