#include "support/fake_tls_server.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <utility>

namespace tlsgauge::test_support {
namespace {

/// Agrees to the first protocol that the client offers.
int take_first_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                        unsigned /*offered_size*/, void* /*argument*/) {
  *size = offered[0];  // RFC 7301 section 3.1: each name is preceded by its length
  *chosen = offered + 1;
  return SSL_TLSEXT_ERR_OK;
}

/// The server's context; shared, because a Behaviour can be copied.
std::shared_ptr<SSL_CTX> context_of(const FakeTls& settings) {
  std::shared_ptr<SSL_CTX> context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  const auto file = [&](const char* name) { return (settings.certificates / name).string(); };
  const int version = static_cast<int>(settings.version);
  EXPECT_EQ(SSL_CTX_use_certificate_chain_file(context.get(), file("server.pem").c_str()), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context.get(), file("server.key").c_str(), SSL_FILETYPE_PEM), 1);
  EXPECT_EQ(SSL_CTX_set_min_proto_version(context.get(), version), 1);
  EXPECT_EQ(SSL_CTX_set_max_proto_version(context.get(), version), 1);
  SSL_CTX_set_alpn_select_cb(context.get(), take_first_protocol, nullptr);
  if (settings.demands_certificate) {
    constexpr std::array<unsigned char, 4> kName{'f', 'a', 'k', 'e'};  // without one, OpenSSL fails every resumption
    EXPECT_EQ(SSL_CTX_set_session_id_context(context.get(), kName.data(), kName.size()), 1);
    EXPECT_EQ(SSL_CTX_load_verify_file(context.get(), file("ca.pem").c_str()), 1);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

}  // namespace

Behaviour tls_server(FakeTls settings) {
  auto context = context_of(settings);
  return [context = std::move(context), then = std::move(settings.then)](int connection) {
    const tls::Ssl ssl{SSL_new(context.get())};
    EXPECT_EQ(SSL_set_fd(ssl.get(), connection), 1);
    if (SSL_accept(ssl.get()) == 1) {
      then(ssl.get());
      SSL_shutdown(ssl.get());
    }
    ERR_clear_error();
    close_at_once(connection);
  };
}

void hang(ssl_st* connection) {
  std::array<char, 4096> bytes{};
  while (SSL_read(connection, bytes.data(), static_cast<int>(bytes.size())) > 0) {
  }
}

TlsBehaviour answer_over_tls(std::string bytes) {
  return [bytes = std::move(bytes)](ssl_st* connection) {
    std::array<char, 4096> request{};
    if (SSL_read(connection, request.data(), static_cast<int>(request.size())) > 0)
      SSL_write(connection, bytes.data(), static_cast<int>(bytes.size()));
  };
}

std::string http_answer(std::string_view status, std::string_view body) {
  return "HTTP/1.1 " + std::string{status} + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + std::string{body};
}

}  // namespace tlsgauge::test_support
