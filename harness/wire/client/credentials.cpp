#include "wire/client/credentials.hpp"

#include <utility>

#include "tls/pem_chain.hpp"
#include "tls/private_key.hpp"

namespace tlsgauge::wire {

Result<Credentials> read_credentials(const std::filesystem::path& chain, const std::filesystem::path& key) {
  auto certificates = tls::read_pem_chain(chain);
  if (!certificates.ok()) return certificates.status();
  auto signing = tls::read_private_key(key);
  if (!signing.ok()) return signing.status();
  return Credentials{.chain = *std::move(certificates), .key = *std::move(signing)};
}

}  // namespace tlsgauge::wire
