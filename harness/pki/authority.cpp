#include "pki/authority.hpp"

#include <utility>

#include "pki/key_pair.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {

Result<Authority> load_authority(const std::filesystem::path& directory) {
  const auto certificate_file = directory / "ca.pem";
  const auto key_file = directory / "ca.key";
  auto certificates = read_pem(certificate_file);
  if (!certificates.ok()) return certificates.status();
  if (certificates->certificates.empty()) return bad_input(certificate_file.string() + ": holds no certificate");
  auto keys = read_pem(key_file);
  if (!keys.ok()) return keys.status();
  if (keys->encrypted_key)
    return bad_input(key_file.string() + ": the key is encrypted; decrypt it first with 'openssl pkey -in " +
                     key_file.string() + "'");
  if (keys->key == nullptr) return bad_input(key_file.string() + ": holds no private key");

  auto& certificate = certificates->certificates.front();
  if (!same_public_key(public_key(certificate), keys->key))
    return bad_input(key_file.string() + ": not the key of " + certificate_file.string() +
                     "; put the pair together that belongs together");
  return Authority{.certificate = std::move(certificate), .key = std::move(keys->key)};
}

}  // namespace tlsgauge::pki
