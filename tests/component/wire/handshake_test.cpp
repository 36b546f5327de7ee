#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>
#include <tuple>

#include "component/wire/peer.hpp"

// Our client agrees with OpenSSL's server, whatever the two agree on.
namespace tlsgauge::wire {
namespace {

using testing::HasSubstr;
using testing::Test;
using testing::Values;
using State = Client::State;

std::string text(const Octets& octets) { return {octets.begin(), octets.end()}; }
View view(const std::string& words) { return {reinterpret_cast<const std::uint8_t*>(words.data()), words.size()}; }

/// A client and its server.
struct Pair {
  explicit Pair(model::VersionRange versions, const ServerOptions& options = {}, const model::Script& script = {})
      : server{options}, settings{settings_for(versions, "localhost", {"h2"}, script)} {}

  void shake_hands() {
    outbox.emplace();  // no keys of an earlier connection
    client.emplace(settings, *outbox, random);
    client->start();
    converse(*client, *outbox, server);
  }

  /// Both directions carry data.
  void expect_to_work() {
    ASSERT_TRUE(client->connected()) << (client->objection() ? client->objection()->reason : server.error())
                                     << client->fault().ToString();
    client->write(view("ping"));
    converse(*client, *outbox, server);
    EXPECT_EQ(server.heard(), "ping");
    client->receive(server.say("pong"));
    EXPECT_EQ(text(client->received()), "pong");
  }

  Server server;
  ClientSettings settings;
  std::optional<PlainOutbox> outbox;
  Random random{7};
  std::optional<Client> client;
};

struct Agreement {
  const char* name;
  model::VersionRange versions;
  const char* key;
  const char* suite;  ///< OpenSSL's name
  const char* group;
};

class Agreed : public testing::TestWithParam<Agreement> {};

TEST_P(Agreed, OneWay) {
  const auto& wanted = GetParam();
  Pair pair{wanted.versions, {.key = wanted.key, .suites = wanted.suite, .groups = wanted.group}};
  pair.shake_hands();
  pair.expect_to_work();
  EXPECT_EQ(pair.client->agreed().alpn, "h2");
  EXPECT_EQ(pair.client->agreed().cipher, SSL_CIPHER_standard_name(SSL_get_current_cipher(pair.server.ssl())));
  EXPECT_FALSE(pair.client->agreed().resumed);
}

TEST_P(Agreed, Mutual) {
  const auto& wanted = GetParam();
  Pair pair{wanted.versions,
            {.key = wanted.key, .suites = wanted.suite, .groups = wanted.group, .asks_for_certificate = true}};
  const auto credentials = self_signed(wanted.key).credentials();
  pair.settings.credentials = &credentials;
  pair.shake_hands();
  pair.expect_to_work();
  EXPECT_TRUE(pair.client->agreed().client_certificate_requested);
  EXPECT_NE(SSL_get0_peer_certificate(pair.server.ssl()), nullptr);
}

TEST_P(Agreed, Resumed) {
  const auto& wanted = GetParam();
  Pair pair{wanted.versions, {.key = wanted.key, .suites = wanted.suite, .groups = wanted.group}};
  pair.settings.hello.session_ticket = Octets{};
  pair.shake_hands();
  pair.expect_to_work();
  ASSERT_FALSE(pair.client->tickets().empty());
  const auto ticket = pair.client->tickets().back();
  pair.server.accept();
  pair.settings.ticket = &ticket;
  pair.shake_hands();
  pair.expect_to_work();
  EXPECT_TRUE(pair.client->agreed().resumed);
  EXPECT_EQ(SSL_session_reused(pair.server.ssl()), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Wire, Agreed,
    Values(Agreement{"Aes128GcmX25519", kOnly13, "P-256", "TLS_AES_128_GCM_SHA256", "X25519"},
           Agreement{"Aes256GcmP256", kOnly13, "RSA", "TLS_AES_256_GCM_SHA384", "P-256"},
           Agreement{"ChaChaP384", kOnly13, "ED25519", "TLS_CHACHA20_POLY1305_SHA256", "P-384"},
           Agreement{"Aes128GcmP521", kOnly13, "P-521", "TLS_AES_128_GCM_SHA256", "P-521"},
           Agreement{"Ed448", kOnly13, "ED448", "TLS_AES_128_GCM_SHA256", "X25519"},
           Agreement{"P384Key", kOnly13, "P-384", "TLS_AES_256_GCM_SHA384", "X25519"},
           Agreement{"EcdheRsaGcm", kOnly12, "RSA", "ECDHE-RSA-AES128-GCM-SHA256", "X25519"},
           Agreement{"EcdheRsaGcm384", kOnly12, "RSA", "ECDHE-RSA-AES256-GCM-SHA384", "P-521"},
           Agreement{"EcdheEcdsaGcm", kOnly12, "P-256", "ECDHE-ECDSA-AES128-GCM-SHA256", "P-256"},
           Agreement{"EcdheEcdsaChaCha", kOnly12, "P-384", "ECDHE-ECDSA-CHACHA20-POLY1305", "P-384"},
           Agreement{"EcdheEcdsaEd25519", kOnly12, "ED25519", "ECDHE-ECDSA-AES256-GCM-SHA384", "X25519"},
           Agreement{"EcdheRsaCbc", kOnly12, "RSA", "ECDHE-RSA-AES128-SHA", "X25519"},
           Agreement{"EcdheEcdsaCbc256", kOnly12, "P-256", "ECDHE-ECDSA-AES256-SHA", "P-256"},
           Agreement{"RsaGcm", kOnly12, "RSA", "AES128-GCM-SHA256", ""},
           Agreement{"RsaCbc", kOnly12, "RSA", "AES256-SHA", ""}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(WireHandshake, OffersBothVersionsAndTakesTheNewer) {
  Pair pair{{}};
  pair.shake_hands();
  pair.expect_to_work();
  EXPECT_EQ(pair.client->agreed().version, model::TlsVersion::tls1_3);
}

TEST(WireHandshake, IsRetriedWithTheGroupThatTheServerWants) {
  Pair pair{kOnly13, {.groups = "P-384"}};
  pair.shake_hands();
  pair.expect_to_work();
  EXPECT_EQ(pair.client->agreed().group, "secp384r1");
}

TEST(WireHandshake, IsRetriedWithoutAnyShare) {
  Pair pair{kOnly13, {}, {.hello = {.key_shares = std::vector<model::NamedGroup>{}}}};
  pair.shake_hands();
  pair.expect_to_work();
}

TEST(WireHandshake, ResumesAfterARetry) {
  Pair pair{kOnly13, {.groups = "P-256"}};
  pair.shake_hands();
  pair.expect_to_work();
  ASSERT_FALSE(pair.client->tickets().empty());
  const auto ticket = pair.client->tickets().back();
  pair.server.accept();
  pair.settings.ticket = &ticket;
  pair.shake_hands();
  pair.expect_to_work();
  EXPECT_TRUE(pair.client->agreed().resumed);
}

TEST(WireHandshake, SendsEarlyData) {
  Pair pair{kOnly13, {.early_data = true}};
  pair.shake_hands();
  converse(*pair.client, *pair.outbox, pair.server);
  ASSERT_FALSE(pair.client->tickets().empty());
  const auto ticket = pair.client->tickets().back();
  ASSERT_TRUE(ticket.max_early_data);
  pair.server.accept();
  pair.settings.ticket = &ticket;
  pair.settings.early_data = {'e', 'a', 'r', 'l', 'y'};
  pair.shake_hands();
  EXPECT_TRUE(pair.client->connected()) << pair.server.error();
  EXPECT_TRUE(pair.client->early_data_accepted());
  EXPECT_EQ(pair.server.heard(), "early");
}

TEST(WireHandshake, GoesOnWhereEarlyDataIsIgnored) {
  Pair pair{kOnly13, {.early_data = true}};
  pair.shake_hands();
  ASSERT_FALSE(pair.client->tickets().empty());
  const auto ticket = pair.client->tickets().back();
  Pair other{kOnly13};  // its server cannot read the ticket
  other.settings.ticket = &ticket;
  other.settings.early_data = {'e', 'a', 'r', 'l', 'y'};
  other.shake_hands();
  other.expect_to_work();
  EXPECT_FALSE(other.client->early_data_accepted());
}

TEST(WireHandshake, FollowsTheKeysOfTheServer) {
  Pair pair{kOnly13};
  pair.shake_hands();
  ASSERT_TRUE(pair.client->connected());
  SSL_key_update(pair.server.ssl(), SSL_KEY_UPDATE_REQUESTED);
  pair.client->receive(pair.server.say("under new keys"));
  EXPECT_EQ(text(pair.client->received()), "under new keys");
  pair.client->write(view("here too"));
  converse(*pair.client, *pair.outbox, pair.server);
  EXPECT_EQ(pair.server.heard(), "here too");
}

TEST(WireHandshake, ResumesBySessionId) {
  Pair pair{kOnly12, {.key = "RSA", .tickets = false}};
  pair.shake_hands();
  pair.expect_to_work();
  ASSERT_FALSE(pair.client->tickets().empty());
  const auto ticket = pair.client->tickets().back();
  EXPECT_TRUE(ticket.ticket.empty());
  pair.server.accept();
  pair.settings.ticket = &ticket;
  pair.shake_hands();
  pair.expect_to_work();
  EXPECT_TRUE(pair.client->agreed().resumed);
}

TEST(WireHandshake, TellsWhatItDoesNotBelieve) {
  Pair pair{kOnly13};
  const auto trust = Trust::from_file({});
  ASSERT_TRUE(trust.ok());
  pair.settings.trust = &*trust;
  pair.shake_hands();
  ASSERT_EQ(pair.client->state(), State::failed);
  ASSERT_TRUE(pair.client->objection());
  EXPECT_EQ(pair.client->objection()->alert, model::alerts::unknown_ca);
  EXPECT_THAT(pair.server.error(), HasSubstr("unknown ca"));
}

TEST(WireHandshake, IsTheSameForTheSameSeed) {
  const auto hello = [](std::uint64_t seed) {
    Random random{seed};
    PlainOutbox outbox;
    const auto settings = settings_for(kOnly13, "localhost", {}, {});
    Client client{settings, outbox, random};
    client.start();
    return outbox.octets();
  };
  EXPECT_EQ(hello(1), hello(1));
  EXPECT_NE(hello(1), hello(2));
}

TEST(WireHandshake, TakesOctetsOneByOne) {
  for (const auto versions : {kOnly12, kOnly13}) {
    Pair pair{versions, {.key = "RSA"}};
    pair.outbox.emplace();
    pair.client.emplace(pair.settings, *pair.outbox, pair.random);
    pair.client->start();
    while (!pair.outbox->octets().empty()) {
      const auto answer = pair.server.take(std::exchange(pair.outbox->octets(), {}));
      for (const auto octet : answer) pair.client->receive(std::array{octet});
    }
    pair.expect_to_work();
  }
}

}  // namespace
}  // namespace tlsgauge::wire
