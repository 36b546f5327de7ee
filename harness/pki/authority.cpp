#include "pki/authority.hpp"

#include <utility>

#include "pki/key_pair.hpp"
#include "pki/layout.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {
namespace {

Result<tls::Key> load_key(const std::filesystem::path& file) {
  auto contents = read_pem(file);
  if (!contents.ok()) return contents.status();
  if (contents->encrypted_key)
    return bad_input(file.string() + ": the key is encrypted; decrypt it first with 'openssl pkey -in " +
                     file.string() + "'");
  if (contents->key == nullptr) return bad_input(file.string() + ": holds no private key");
  return std::move(contents->key);
}

}  // namespace

Result<tls::Certificate> load_certificate(const std::filesystem::path& file) {
  auto contents = read_pem(file);
  if (!contents.ok()) return contents.status();
  if (contents->certificates.empty()) return bad_input(file.string() + ": holds no certificate");
  return std::move(contents->certificates.front());
}

Result<Authority> load_pair(const std::filesystem::path& certificate_file, const std::filesystem::path& key_file) {
  auto certificate = load_certificate(certificate_file);
  if (!certificate.ok()) return certificate.status();
  auto key = load_key(key_file);
  if (!key.ok()) return key.status();
  if (!same_public_key(public_key(*certificate), *key))
    return bad_input(key_file.string() + ": not the key of " + certificate_file.string() +
                     "; put the pair together that belongs together");
  return Authority{.certificate = *std::move(certificate), .key = *std::move(key)};
}

Result<Authority> load_authority(const std::filesystem::path& directory) {
  return load_pair(directory / "ca.pem", directory / "ca.key");
}

Status check_certificate(const std::filesystem::path& certificate) { return load_certificate(certificate).status(); }

Status check_pair(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  return load_pair(certificate, key).status();
}

}  // namespace tlsgauge::pki
