#include "server/front/certificate_files.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "core/file.hpp"

namespace tlsgauge::server::front {
namespace {

constexpr std::size_t kMaxPemBytes = 1U << 20U;

Status fault(const NamedFile& file, const std::string& what) {
  return bad_input(file.key + " " + file.path.string() + ": " + what);
}

Result<std::string> read_pem(const NamedFile& file) {
  auto text = core::read_file(file.path, kMaxPemBytes);
  if (!text.ok())
    return bad_input(file.key + " " + message(text.status()) +
                     "; correct the path or make the file (tlsgauge certs gen)");
  if (text->find("-----BEGIN ") == std::string::npos)
    return fault(file,
                 "not PEM, it has no -----BEGIN line; convert DER with 'openssl x509 -inform der' or 'openssl pkey "
                 "-inform der'");
  return text;
}

tls::Bio memory(const std::string& text) {
  return tls::Bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::size_t count_of(const std::string& text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
  return count;
}

/// Called for an encrypted key. Nobody is at the terminal of a server.
int refuse_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* encrypted) {
  *static_cast<bool*>(encrypted) = true;
  return -1;
}

Status name_to_verify(X509_VERIFY_PARAM* parameters, const std::string& name) {
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1) return absl::OkStatus();
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), name.size()) == 1) return absl::OkStatus();
  return tls::openssl_fault("verify the name '" + name + "'");
}

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};

}  // namespace

Result<std::vector<tls::Certificate>> load_certificates(const NamedFile& file) {
  const auto text = read_pem(file);
  if (!text.ok()) return text.status();
  const auto promised = count_of(*text, "-----BEGIN CERTIFICATE-----");
  if (promised == 0) return fault(file, "holds no certificate; put a -----BEGIN CERTIFICATE----- block into it");

  const auto bio = memory(*text);
  std::vector<tls::Certificate> certificates;
  while (auto* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
    certificates.emplace_back(certificate);
  if (certificates.size() < promised) {
    const auto status = tls::openssl_fault("read certificate " + std::to_string(certificates.size() + 1));
    return fault(file, "cut short or damaged, " + message(status) + "; copy the file again");
  }
  ERR_clear_error();  // the end of the file is an error to OpenSSL
  return certificates;
}

Result<tls::Key> load_key(const NamedFile& file) {
  const auto text = read_pem(file);
  if (!text.ok()) return text.status();
  if (text->find("PRIVATE KEY-----") == std::string::npos)
    return fault(file, "holds no private key; give the .key file that was made together with the certificate");
  const auto bio = memory(*text);
  bool encrypted = false;
  tls::Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, &refuse_passphrase, &encrypted)};
  if (key) return key;
  const auto status = tls::openssl_fault("read the private key");
  if (encrypted)
    return fault(file, "the key is encrypted, and a server has nobody to ask; decrypt it with 'openssl pkey'");
  return fault(file, "cut short or damaged, " + message(status) + "; copy the file again");
}

Result<CertifiedKey> load_certified_key(const NamedFile& chain, const NamedFile& key) {
  CertifiedKey identity;
  auto certificates = load_certificates(chain);
  if (!certificates.ok()) return certificates.status();
  identity.chain = *std::move(certificates);
  auto private_key = load_key(key);
  if (!private_key.ok()) return private_key.status();
  identity.key = *std::move(private_key);
  if (X509_check_private_key(identity.chain.front().get(), identity.key.get()) == 1) return identity;
  ERR_clear_error();
  return fault(key, "belongs to another certificate than the first one of " + chain.key + " " + chain.path.string() +
                        "; give the pair that was made together");
}

Status verify_as_server(const CertifiedKey& identity, const std::vector<tls::Certificate>& authorities,
                        const std::string& server_name) {
  const tls::Store anchors{X509_STORE_new()};
  for (const auto& authority : authorities)
    if (X509_STORE_add_cert(anchors.get(), authority.get()) != 1) return tls::openssl_fault("trust a certificate");
  const std::unique_ptr<STACK_OF(X509), FreeStack> sent{sk_X509_new_null()};
  for (const auto& certificate : identity.chain) sk_X509_push(sent.get(), certificate.get());

  const tls::StoreContext verification{X509_STORE_CTX_new()};
  if (!verification ||
      X509_STORE_CTX_init(verification.get(), anchors.get(), identity.chain.front().get(), sent.get()) != 1)
    return tls::openssl_fault("prepare a verification");
  X509_STORE_CTX_set_purpose(verification.get(), X509_PURPOSE_SSL_SERVER);
  auto* parameters = X509_STORE_CTX_get0_param(verification.get());
  // Go, in which Milvus is written, takes every certificate of its pool as an anchor, self-signed or not.
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  if (auto status = name_to_verify(parameters, server_name); !status.ok()) return status;
  if (X509_verify_cert(verification.get()) == 1) return absl::OkStatus();
  ERR_clear_error();
  return bad_input(X509_verify_cert_error_string(X509_STORE_CTX_get_error(verification.get())));
}

}  // namespace tlsgauge::server::front
