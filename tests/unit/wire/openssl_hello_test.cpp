#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <span>

#include "hellos.hpp"
#include "hexadecimal.hpp"
#include "tls/handles.hpp"
#include "wire/message/server.hpp"

// What OpenSSL makes of our hello, and we of what it answers.
namespace tlsgauge::wire {
namespace {

using testing::ElementsAreArray;
using testing::Optional;

/// A certificate of its own for a key of P-256.
tls::Certificate certify(EVP_PKEY* key) {
  constexpr long kDay = 86'400;
  tls::Certificate certificate{X509_new()};
  EXPECT_EQ(X509_set_pubkey(certificate.get(), key), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay);
  EXPECT_GT(X509_sign(certificate.get(), key, EVP_sha256()), 0);
  return certificate;
}

/// Notes the extensions of a hello in their order.
int note_extensions(SSL* ssl, int* /*alert*/, void* noted) {
  int* types = nullptr;
  std::size_t count = 0;
  if (SSL_client_hello_get1_extensions_present(ssl, &types, &count) != 1) return SSL_CLIENT_HELLO_ERROR;
  static_cast<std::vector<int>*>(noted)->assign(types, types + count);
  OPENSSL_free(types);
  return SSL_CLIENT_HELLO_SUCCESS;
}

int staple(SSL* ssl, void* /*argument*/) {
  constexpr int kSize = 2;
  auto* response = static_cast<unsigned char*>(OPENSSL_zalloc(kSize));
  SSL_set_tlsext_status_ocsp_resp(ssl, response, kSize);  // takes it over
  return SSL_TLSEXT_ERR_OK;
}

/// A server without a network that asks for a certificate, and staples.
class OpensslServer : public testing::Test {
 protected:
  OpensslServer() : context_{SSL_CTX_new(TLS_server_method())} {
    const tls::Key key{EVP_EC_gen("P-256")};
    const auto certificate = certify(key.get());
    EXPECT_EQ(SSL_CTX_use_certificate(context_.get(), certificate.get()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context_.get(), key.get()), 1);
    EXPECT_EQ(SSL_CTX_add_client_CA(context_.get(), certificate.get()), 1);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    // SSL_CTX_set_tlsext_status_cb, which is a macro with a cast of C.
    SSL_CTX_callback_ctrl(context_.get(), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(staple));
    SSL_CTX_set_client_hello_cb(context_.get(), note_extensions, &seen_);
  }

  /// Hands a message to a server, in one record. @return what the server sends, as far as it is not encrypted.
  std::vector<MessageReader::Message> answer(View message, int newest) {
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    const tls::Ssl ssl{SSL_new(context_.get())};
    auto* in = BIO_new(BIO_s_mem());
    auto* out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), in, out);  // takes both over
    Octets record = from_hex("160301");
    append_number(record, message.size(), 2);
    append(record, message);
    EXPECT_EQ(BIO_write(in, record.data(), static_cast<int>(record.size())), static_cast<int>(record.size()));
    const int result = SSL_accept(ssl.get());
    EXPECT_EQ(SSL_get_error(ssl.get(), result), SSL_ERROR_WANT_READ) << tls::openssl_fault("accept").message();
    ERR_clear_error();
    char* sent = nullptr;
    const auto size = BIO_get_mem_data(out, &sent);
    return messages({reinterpret_cast<const std::uint8_t*>(sent), static_cast<std::size_t>(size)});
  }

  /// The extensions that the server has seen.
  std::vector<int> seen_;

 private:
  static std::vector<MessageReader::Message> messages(View records) {
    constexpr std::uint8_t kHandshakeRecord = 22;
    MessageReader reader;
    for (Reader at{records}; !at.empty();) {
      const auto type = at.u8();
      EXPECT_EQ(at.u16(), 0x0303);
      const auto fragment = at.vector(2);
      EXPECT_TRUE(at.ok());
      if (type == kHandshakeRecord) reader.feed(fragment);
    }
    std::vector<MessageReader::Message> messages;
    for (auto next = reader.next(); next.index() == 1; next = reader.next())
      messages.push_back(std::get<MessageReader::Message>(next));
    EXPECT_FALSE(reader.in_between());
    return messages;
  }

  tls::SslContext context_;
};

template <class Message>
Message read_as(const MessageReader::Message& message, model::TlsVersion version) {
  const auto decoded = decode(message.type, message.body(), version);
  const auto* read = std::get_if<ServerMessage>(&decoded);
  EXPECT_NE(read, nullptr) << name(message.type);
  const auto* wanted = read == nullptr ? nullptr : std::get_if<Message>(read);
  EXPECT_NE(wanted, nullptr) << name(message.type);
  return wanted == nullptr ? Message{} : *wanted;
}

std::vector<int> types_of(Field& hello) {
  std::vector<int> types;
  for (const auto& each : find(hello, "body/extensions")->parts) {
    Reader at{each.parts.front().octets};
    types.push_back(at.u16());
  }
  return types;
}

TEST_F(OpensslServer, TakesAHelloWithEveryExtension) {
  auto hello = layout(full_hello());
  const auto messages = answer(encode(hello), TLS1_3_VERSION);
  EXPECT_THAT(seen_, ElementsAreArray(types_of(hello)));
  ASSERT_EQ(messages.size(), 1U) << "the others are encrypted";
  const auto answer = read_as<ServerHello>(messages[0], model::TlsVersion::tls1_3);
  EXPECT_EQ(answer.version(), 0x0304);
  EXPECT_EQ(name(answer.cipher_suite), "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(answer.session_id, full_hello().session_id);
  EXPECT_THAT(answer.group, Optional(model::group::x25519));
  EXPECT_EQ(answer.key_exchange.size(), 32U);
}

TEST_F(OpensslServer, AsksForTheShareThatIsMissing) {
  auto hello = full_hello();
  hello.key_shares.clear();
  hello.empty_key_share = true;
  hello.early_data = false;
  const auto messages = answer(encode(layout(hello)), TLS1_3_VERSION);
  ASSERT_EQ(messages.size(), 1U);
  const auto answer = read_as<ServerHello>(messages[0], model::TlsVersion::tls1_3);
  EXPECT_TRUE(answer.is_retry_request());
  EXPECT_THAT(answer.group, Optional(model::group::x25519));
}

TEST_F(OpensslServer, SaysInTls12WhatWeRead) {
  auto hello = layout(full_hello());
  auto& extensions = find(hello, "body/extensions")->parts;
  extensions.insert(extensions.begin(), extension(model::extension_type::status_request,
                                                  {number("status_type", 1, 1), vector("responder_id_list", 2, {}),
                                                   vector("request_extensions", 2, {})}));
  constexpr auto kVersion = model::TlsVersion::tls1_2;
  const auto messages = answer(encode(hello), TLS1_2_VERSION);
  ASSERT_EQ(messages.size(), 6U);
  const auto answer = read_as<ServerHello>(messages[0], kVersion);
  EXPECT_EQ(answer.version(), 0x0303);
  EXPECT_TRUE(answer.extended_master_secret);
  EXPECT_TRUE(answer.session_ticket);
  EXPECT_THAT(answer.renegotiation_info, Optional(Octets{}));
  EXPECT_FALSE(says_downgraded(answer)) << "its newest version is TLS 1.2";
  EXPECT_EQ(read_as<CertificateMessage>(messages[1], kVersion).chain.size(), 1U);
  EXPECT_EQ(to_hex(read_as<CertificateStatus>(messages[2], kVersion).response), "0000");
  const auto exchange = read_as<ServerKeyExchange>(messages[3], kVersion);
  EXPECT_EQ(exchange.group, model::group::x25519);
  EXPECT_EQ(exchange.scheme, model::signature_scheme::ecdsa_secp256r1_sha256);
  EXPECT_EQ(read_as<CertificateRequest>(messages[4], kVersion).authorities.size(), 1U);
  read_as<ServerHelloDone>(messages[5], kVersion);
}

TEST_F(OpensslServer, SaysThatItCouldDoBetter) {
  auto hello = full_hello();
  hello.versions = {0x0303};
  const auto messages = answer(encode(layout(hello)), TLS1_3_VERSION);
  ASSERT_FALSE(messages.empty());
  EXPECT_TRUE(says_downgraded(read_as<ServerHello>(messages[0], model::TlsVersion::tls1_2)));
}

}  // namespace
}  // namespace tlsgauge::wire
