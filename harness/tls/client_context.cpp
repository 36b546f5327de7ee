#include "tls/client_context.hpp"

#include <openssl/ssl.h>

#include "tls/forged_identity.hpp"
#include "tls/private_key.hpp"

namespace tlsgauge::tls {
namespace {

Status trust(SSL_CTX* context, const std::filesystem::path& file) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (file.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) != 1) return openssl_fault("load the system's trust anchors");
    return absl::OkStatus();
  }
  // Users hand out the server's own certificate as the anchor; without this flag only a self-signed one would do.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  if (SSL_CTX_load_verify_file(context, file.c_str()) != 1)
    return openssl_fault("load the trust anchors " + file.string());
  return absl::OkStatus();
}

Status present(SSL_CTX* context, const std::filesystem::path& certificate, const std::filesystem::path& key) {
  if (certificate.empty()) return absl::OkStatus();
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
    return openssl_fault("load the certificate chain " + certificate.string());
  const auto private_key = read_private_key(key);
  if (!private_key.ok()) return private_key.status();
  if (SSL_CTX_use_PrivateKey(context, private_key->get()) != 1)
    return openssl_fault("use the key " + key.string() + " with " + certificate.string());
  return absl::OkStatus();
}

Status identify(SSL_CTX* context, const ClientSettings& settings) {
  if (settings.forged) return present_forged(context, settings.certificate, settings.key);
  return present(context, settings.certificate, settings.key);
}

Status limit_versions(SSL_CTX* context, model::VersionRange versions) {
  // Debian's default security level refuses TLS 1.0 and 1.1 on our side, where it is the server's answer that counts.
  if (versions.oldest < model::TlsVersion::tls1_2 && SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0") != 1)
    return openssl_fault("allow old protocol versions");
  if (SSL_CTX_set_min_proto_version(context, static_cast<int>(versions.oldest)) != 1 ||
      SSL_CTX_set_max_proto_version(context, static_cast<int>(versions.newest)) != 1)
    return openssl_fault("limit the protocol versions");
  return absl::OkStatus();
}

Status offer(SSL_CTX* context, const std::vector<std::string>& alpn) {
  if (alpn.empty()) return absl::OkStatus();
  std::string list;  // RFC 7301 section 3.1: each name is preceded by its length
  for (const auto& protocol : alpn) {
    if (protocol.empty() || protocol.size() > 255) return bad_input("ALPN protocol names have 1 to 255 bytes");
    list += static_cast<char>(protocol.size());
    list += protocol;
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(list.data());
  if (SSL_CTX_set_alpn_protos(context, bytes, static_cast<unsigned>(list.size())) != 0)
    return openssl_fault("offer ALPN protocols");
  return absl::OkStatus();
}

}  // namespace

Result<SslContext> client_context(const ClientSettings& settings) {
  SslContext context{SSL_CTX_new(TLS_client_method())};
  if (!context) return openssl_fault("make a TLS context");
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  for (const auto& status : {trust(context.get(), settings.trust), identify(context.get(), settings),
                             limit_versions(context.get(), settings.versions), offer(context.get(), settings.alpn)}) {
    if (!status.ok()) return status;
  }
  return context;
}

}  // namespace tlsgauge::tls
