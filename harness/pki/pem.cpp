#include "pki/pem.hpp"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>

#include "core/file.hpp"

namespace tlsgauge::pki {
namespace {

constexpr std::size_t kMaxPemBytes = 1U << 20U;
constexpr std::string_view kBegin = "-----BEGIN ";

struct FreeBuffer {
  void operator()(void* buffer) const noexcept { CRYPTO_free(buffer, __FILE__, __LINE__); }
};
using Text = std::unique_ptr<char, FreeBuffer>;
using Bytes = std::unique_ptr<unsigned char, FreeBuffer>;

struct Block {
  Text name;
  Text header;  // RFC 1421 headers: "Proc-Type: 4,ENCRYPTED"
  Bytes data;
  long length = 0;
};

/// Reads the next block. False at the end of the text, and when the block is damaged.
bool read_block(const tls::Bio& in, Block& block) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  if (PEM_read_bio(in.get(), &name, &header, &data, &block.length) != 1) return false;
  block.name.reset(name);
  block.header.reset(header);
  block.data.reset(data);
  return true;
}

std::size_t count_blocks(const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at + kBegin.size())) ++count;
  return count;
}

/// Decodes a certificate or key block into `contents`. False when its DER is damaged.
bool decode(const Block& block, PemContents& contents) {
  const std::string_view name{block.name.get()};
  const unsigned char* der = block.data.get();
  if (name == PEM_STRING_X509 || name == PEM_STRING_X509_OLD) {
    tls::Certificate certificate{d2i_X509(nullptr, &der, block.length)};
    if (certificate == nullptr) return false;
    contents.certificates.push_back(std::move(certificate));
    return true;
  }
  if (!name.ends_with("PRIVATE KEY")) return true;
  if (name == PEM_STRING_PKCS8 || std::string_view{block.header.get()}.find("ENCRYPTED") != std::string_view::npos) {
    contents.encrypted_key = true;
    return true;
  }
  tls::Key key{d2i_AutoPrivateKey(nullptr, &der, block.length)};
  if (key == nullptr) return false;
  if (contents.key == nullptr) contents.key = std::move(key);
  return true;
}

Result<tls::Bio> memory() {
  tls::Bio bio{BIO_new(BIO_s_mem())};
  if (bio == nullptr) return tls::openssl_fault("allocate memory");
  return bio;
}

Result<std::string> text_of(const tls::Bio& bio) {
  std::string text;
  char buffer[4096];
  for (int n = 0; (n = BIO_read(bio.get(), buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  OPENSSL_cleanse(buffer, sizeof buffer);
  return text;
}

}  // namespace

Result<PemContents> parse_pem(const std::filesystem::path& file, const std::string& text) {
  const auto expected = count_blocks(text);
  if (expected == 0)
    return bad_input(file.string() + ": not PEM: no line begins with '" + std::string{kBegin} +
                     "'; if it is DER, convert it with 'openssl x509 -inform der'");
  if (text.size() > kMaxPemBytes) return bad_input(file.string() + ": larger than any PEM file of a TLS server");
  const tls::Bio in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  if (in == nullptr) return tls::openssl_fault("allocate memory");

  PemContents contents;
  for (std::size_t done = 0; done < expected; ++done) {
    Block block;
    if (!read_block(in, block) || !decode(block, contents)) {
      ERR_clear_error();
      return bad_input(file.string() + ": PEM block " + std::to_string(done + 1) + " of " + std::to_string(expected) +
                       " is cut off or damaged; copy the file again from where it was made");
    }
    if (contents.certificates.size() > kMaxCertificatesInFile)
      return bad_input(file.string() + ": more than " + std::to_string(kMaxCertificatesInFile) + " certificates");
  }
  ERR_clear_error();
  return contents;
}

Result<PemContents> read_pem(const std::filesystem::path& file) {
  auto text = core::read_file(file, kMaxPemBytes);
  if (!text.ok()) return text.status();
  auto contents = parse_pem(file, *text);
  OPENSSL_cleanse(text->data(), text->size());
  return contents;
}

Result<std::vector<std::uint8_t>> to_der(const tls::Certificate& certificate) {
  const int size = i2d_X509(certificate.get(), nullptr);
  if (size <= 0) return tls::openssl_fault("encode a certificate");
  std::vector<std::uint8_t> der(static_cast<std::size_t>(size));
  auto* out = der.data();
  i2d_X509(certificate.get(), &out);
  return der;
}

Result<std::string> to_pem(const tls::Certificate& certificate) {
  auto out = memory();
  if (!out.ok()) return out.status();
  if (PEM_write_bio_X509(out->get(), certificate.get()) != 1) return tls::openssl_fault("write a certificate");
  return text_of(*out);
}

Result<std::string> to_pem(const tls::CertificateRequest& request) {
  auto out = memory();
  if (!out.ok()) return out.status();
  if (PEM_write_bio_X509_REQ(out->get(), request.get()) != 1) return tls::openssl_fault("write a certificate request");
  return text_of(*out);
}

Result<std::string> to_pem(const tls::Key& key) {
  auto out = memory();
  if (!out.ok()) return out.status();
  if (PEM_write_bio_PKCS8PrivateKey(out->get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return tls::openssl_fault("write a private key");
  return text_of(*out);
}

Result<std::string> to_pem(const std::string& label, std::span<const std::uint8_t> octets) {
  auto out = memory();
  if (!out.ok()) return out.status();
  if (PEM_write_bio(out->get(), label.c_str(), "", octets.data(), static_cast<long>(octets.size())) <= 0)
    return tls::openssl_fault("write PEM");
  return text_of(*out);
}

}  // namespace tlsgauge::pki
