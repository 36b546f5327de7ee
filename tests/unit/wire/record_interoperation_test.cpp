#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <map>
#include <sstream>

#include "hexadecimal.hpp"
#include "tls/handles.hpp"
#include "wire/crypto/schedule.hpp"
#include "wire/record/protection.hpp"

// What no RFC has examples of: OpenSSL shakes hands with itself, and then we take the client's place.

namespace tlsgauge::wire {
namespace {

using Keys = std::map<std::string, Octets>;

struct AgreedSuite {
  std::uint16_t suite;
  const char* name;  // as OpenSSL calls it
  bool encrypt_then_mac = false;
};

/// A certificate that signs itself, and its key.
struct Identity {
  explicit Identity(EVP_PKEY* made) : key{made}, certificate{X509_new()} {
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
  }
  tls::Key key;
  tls::Certificate certificate;
};

/// Both ends of a connection in memory, after the handshake.
class Connection {
 public:
  explicit Connection(const AgreedSuite& kind) {
    static const Identity rsa{EVP_RSA_gen(2048)};
    static const Identity ecdsa{EVP_EC_gen("P-256")};
    const bool tls13 = kind.suite < 0x1400 && kind.suite > 0x1300;
    for (auto* context : {server_context_.get(), client_context_.get()}) {
      const int version = tls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
      SSL_CTX_set_min_proto_version(context, version);
      SSL_CTX_set_max_proto_version(context, version);
      EXPECT_EQ(tls13 ? SSL_CTX_set_ciphersuites(context, kind.name) : SSL_CTX_set_cipher_list(context, kind.name), 1);
      if (!kind.encrypt_then_mac) SSL_CTX_set_options(context, SSL_OP_NO_ENCRYPT_THEN_MAC);
    }
    const auto& identity = std::string_view{kind.name}.find("ECDSA") == std::string_view::npos ? rsa : ecdsa;
    SSL_CTX_use_certificate(server_context_.get(), identity.certificate.get());
    SSL_CTX_use_PrivateKey(server_context_.get(), identity.key.get());
    SSL_CTX_set_num_tickets(server_context_.get(), 0);
    SSL_CTX_set_keylog_callback(client_context_.get(), &log_key);
    client_.reset(SSL_new(client_context_.get()));
    server_.reset(SSL_new(server_context_.get()));
    SSL_set_app_data(client_.get(), &keys_);
    SSL_set_connect_state(client_.get());
    SSL_set_accept_state(server_.get());
    for (auto* end : {client_.get(), server_.get()}) SSL_set_bio(end, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    shake_hands();
  }

  [[nodiscard]] const Keys& keys() const { return keys_; }
  [[nodiscard]] Octets client_random() const { return random(&SSL_get_client_random); }
  [[nodiscard]] Octets server_random() const { return random(&SSL_get_server_random); }

  /// What the server makes of octets that came from the client.
  [[nodiscard]] std::string received(View octets) {
    BIO_write(SSL_get_rbio(server_.get()), octets.data(), static_cast<int>(octets.size()));
    std::string text(1 << 14, '\0');
    const int size = SSL_read(server_.get(), text.data(), static_cast<int>(text.size()));
    return size < 0 ? "nothing" : text.substr(0, static_cast<std::size_t>(size));
  }
  /// The records by which the server says something.
  [[nodiscard]] Octets sent(const std::string& text) {
    EXPECT_GT(SSL_write(server_.get(), text.data(), static_cast<int>(text.size())), 0);
    return unread();
  }
  /// What the server has sent that nobody has read.
  [[nodiscard]] Octets unread() { return drain(server_.get()); }

 private:
  static void log_key(const SSL* connection, const char* line) {
    std::istringstream words{line};
    std::string label;
    std::string random;
    std::string secret;
    words >> label >> random >> secret;
    (*static_cast<Keys*>(SSL_get_app_data(connection)))[label] = from_hex(secret);
  }

  static Octets drain(SSL* from) {
    Octets octets(BIO_ctrl_pending(SSL_get_wbio(from)));
    if (!octets.empty()) BIO_read(SSL_get_wbio(from), octets.data(), static_cast<int>(octets.size()));
    return octets;
  }

  void shake_hands() {
    for (int flights = 0; flights < 3; ++flights) {
      for (auto [from, to] : {std::pair{client_.get(), server_.get()}, std::pair{server_.get(), client_.get()}}) {
        SSL_do_handshake(from);
        const auto flight = drain(from);
        BIO_write(SSL_get_rbio(to), flight.data(), static_cast<int>(flight.size()));
      }
    }
    EXPECT_TRUE(SSL_is_init_finished(client_.get()) == 1 && SSL_is_init_finished(server_.get()) == 1);
  }

  [[nodiscard]] Octets random(std::size_t (*get)(const SSL*, unsigned char*, std::size_t)) const {
    Octets octets(32);
    get(client_.get(), octets.data(), octets.size());
    return octets;
  }

  Keys keys_;
  tls::SslContext server_context_{SSL_CTX_new(TLS_server_method())};
  tls::SslContext client_context_{SSL_CTX_new(TLS_client_method())};
  tls::Ssl client_;
  tls::Ssl server_;
};

/// We, in the place of the client, and OpenSSL's server.
class Peers {
 public:
  explicit Peers(const AgreedSuite& kind) : connection_{kind} {
    const auto suite = *suite_of(model::CipherSuite{kind.suite});
    const auto secret = [this](const char* label) { return Digest{connection_.keys().at(label)}; };
    if (suite.key_exchange == KeyExchange::tls13) {
      ours_.emplace(*Protection::tls13(suite, secret("CLIENT_TRAFFIC_SECRET_0")));
      theirs_.emplace(*Protection::tls13(suite, secret("SERVER_TRAFFIC_SECRET_0")));
      return;
    }
    const auto keys =
        key_block(suite, secret("CLIENT_RANDOM"), connection_.client_random(), connection_.server_random());
    ours_.emplace(*Protection::tls12(suite, keys.client, kind.encrypt_then_mac, random_));
    theirs_.emplace(*Protection::tls12(suite, keys.server, kind.encrypt_then_mac, random_));
    // The record of each side's Finished went before.
    ours_->skip(1);
    theirs_->skip(1);
  }

  /// What the server makes of what we seal.
  [[nodiscard]] std::string received(const std::string& text, const SealOptions& options = {}) {
    return connection_.received(sealed(text, options));
  }
  /// What we make of what the server seals.
  [[nodiscard]] std::string sent(const std::string& text) { return opened(connection_.sent(text)); }
  /// What the server has said of its own accord.
  [[nodiscard]] std::string said() { return opened(connection_.unread()); }

 private:
  [[nodiscard]] Octets sealed(const std::string& text, const SealOptions& options) {
    Octets octets;
    const auto content = from_text(text);
    ours_->seal({.type = 23, .content = content}, options, octets);
    return octets;
  }
  [[nodiscard]] std::string opened(View octets) {
    RecordReader reader;
    reader.feed(octets);
    const auto read = reader.next();
    if (!std::holds_alternative<Record>(read)) return "no record";
    const auto open = theirs_->open(std::get<Record>(read));
    if (const auto* alert = std::get_if<model::Alert>(&open)) return model::name(*alert);
    const auto content = std::get<Plaintext>(open).content;
    return {content.begin(), content.end()};
  }

  Random random_{1};
  Connection connection_;
  std::optional<Protection> ours_;
  std::optional<Protection> theirs_;
};

class OpensslPeer : public testing::TestWithParam<AgreedSuite> {};

constexpr auto kTexts = {"x", "fifteen octets.", "sixteen octets..", "what takes more than two blocks of a cipher"};

TEST_P(OpensslPeer, ReadsWhatWeSeal) {
  Peers peers{GetParam()};
  for (const auto* text : kTexts) EXPECT_EQ(peers.received(text), text);
  EXPECT_EQ(peers.received("padded", {.padding = 5}), "padded");
}

TEST_P(OpensslPeer, SealsWhatWeRead) {
  Peers peers{GetParam()};
  for (const auto* text : kTexts) EXPECT_EQ(peers.sent(text), text);
}

TEST_P(OpensslPeer, RefusesEveryFlaw) {
  const bool cbc = is_cbc(suite_of(model::CipherSuite{GetParam().suite})->bulk);
  for (const auto flaw : {SealFlaw::mac, SealFlaw::padding, SealFlaw::padding_length}) {
    if (!cbc && flaw != SealFlaw::mac) continue;
    Peers peers{GetParam()};
    EXPECT_EQ(peers.received("spoilt", {.flaw = flaw}), "nothing");
    // It says so by an alert, whose record is the next that it seals: level fatal, bad_record_mac.
    EXPECT_EQ(to_hex(from_text(peers.said())), "0214");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Record, OpensslPeer,
    testing::Values(
        AgreedSuite{0x1301, "TLS_AES_128_GCM_SHA256"}, AgreedSuite{0x1302, "TLS_AES_256_GCM_SHA384"},
        AgreedSuite{0x1303, "TLS_CHACHA20_POLY1305_SHA256"}, AgreedSuite{0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256"},
        AgreedSuite{0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384"}, AgreedSuite{0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305"},
        AgreedSuite{0xc02f, "ECDHE-RSA-AES128-GCM-SHA256"}, AgreedSuite{0xc030, "ECDHE-RSA-AES256-GCM-SHA384"},
        AgreedSuite{0xcca8, "ECDHE-RSA-CHACHA20-POLY1305"}, AgreedSuite{0x009c, "AES128-GCM-SHA256"},
        AgreedSuite{0x009d, "AES256-GCM-SHA384"}, AgreedSuite{0xc023, "ECDHE-ECDSA-AES128-SHA256"},
        AgreedSuite{0xc024, "ECDHE-ECDSA-AES256-SHA384"}, AgreedSuite{0xc027, "ECDHE-RSA-AES128-SHA256"},
        AgreedSuite{0xc028, "ECDHE-RSA-AES256-SHA384"}, AgreedSuite{0xc009, "ECDHE-ECDSA-AES128-SHA"},
        AgreedSuite{0xc00a, "ECDHE-ECDSA-AES256-SHA"}, AgreedSuite{0xc013, "ECDHE-RSA-AES128-SHA"},
        AgreedSuite{0xc014, "ECDHE-RSA-AES256-SHA"}, AgreedSuite{0x003c, "AES128-SHA256"},
        AgreedSuite{0x003d, "AES256-SHA256"}, AgreedSuite{0x002f, "AES128-SHA"}, AgreedSuite{0x0035, "AES256-SHA"},
        AgreedSuite{0xc023, "ECDHE-ECDSA-AES128-SHA256", true}, AgreedSuite{0xc028, "ECDHE-RSA-AES256-SHA384", true},
        AgreedSuite{0xc013, "ECDHE-RSA-AES128-SHA", true}, AgreedSuite{0x0035, "AES256-SHA", true}),
    [](const auto& test) {
      return model::name(model::CipherSuite{test.param.suite}) + (test.param.encrypt_then_mac ? "_EncryptThenMac" : "");
    });

}  // namespace
}  // namespace tlsgauge::wire
