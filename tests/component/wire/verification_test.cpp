#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "component/wire/peer.hpp"
#include "core/file.hpp"

// What a load may spare itself, and what it is not spared.
namespace tlsgauge::wire {
namespace {

using testing::HasSubstr;
using State = Client::State;

constexpr auto kVersions = std::to_array({kOnly12, kOnly13});

/// Anchors of which the server's self-signed certificate is one.
Trust trust_in_the_server() {
  const auto directory = core::TemporaryDirectory::make();
  const auto file = directory->path() / "server.pem";
  const tls::Bio out{BIO_new_file(file.c_str(), "w")};
  PEM_write_bio_X509(out.get(), self_signed("P-256").certificate.get());
  (void)BIO_flush(out.get());
  return *Trust::from_file(file);
}

/// Those of the system, of which it is none.
Trust trust_in_others() { return *Trust::from_file({}); }

/// A client before a server whose key is "P-256".
class Verified : public testing::Test {
 protected:
  /// Shakes hands, with fresh keys and a fresh connection.
  void shake_hands(const model::VersionRange& versions, const std::string& suites = {}) {
    Server server{{.key = suites.starts_with("AES") ? "RSA" : "P-256", .suites = suites}};
    auto settings = settings_for(versions, "localhost", {}, {});
    settings.trust = trust;
    settings.verification = verification;
    settings.memory = memory;
    settings.pool = pool;
    PlainOutbox outbox;
    Client client{settings, outbox, random};
    client.start();
    hello = outbox.octets();
    converse(client, outbox, server);
    state = client.state();
    alert = client.objection() ? client.objection()->alert : model::Alert{};
    reason = client.objection() ? client.objection()->reason : "";
  }

  /// What is remembered of the server.
  std::shared_ptr<ChainMemory::Known> known() { return kept.recall(self_signed("P-256").credentials().chain); }

  const Trust ours = trust_in_the_server();
  const Trust others = trust_in_others();
  ChainMemory kept;
  Random random{7};

  const Trust* trust = &ours;
  Verification verification = Verification::every_time;
  ChainMemory* memory = &kept;
  KeySharePool* pool = nullptr;

  Octets hello;
  State state = State::start;
  model::Alert alert;
  std::string reason;
};

TEST_F(Verified, EveryTimeMeansAlsoAChainThatIsRemembered) {
  for (const auto& versions : kVersions) {
    trust = &ours;
    shake_hands(versions);
    EXPECT_EQ(state, State::connected) << reason;
    trust = &others;
    known()->trust = &others;
    shake_hands(versions);
    EXPECT_EQ(state, State::failed);
    EXPECT_EQ(alert, model::alerts::unknown_ca);
  }
}

TEST_F(Verified, OnceMeansThatAChainThatWasGoodIsBelieved) {
  verification = Verification::chain_once;
  shake_hands(kOnly13);
  ASSERT_EQ(state, State::connected) << reason;
  EXPECT_EQ(known()->trust, &ours);
  EXPECT_EQ(known()->server_name, "localhost");
  known()->trust = &others;
  trust = &others;
  shake_hands(kOnly13);
  EXPECT_EQ(state, State::connected) << reason;
}

TEST_F(Verified, OnceIsNotForOtherAnchorsOrAnotherName) {
  verification = Verification::chain_once;
  shake_hands(kOnly13);
  ASSERT_EQ(state, State::connected) << reason;
  trust = &others;
  shake_hands(kOnly13);
  EXPECT_EQ(state, State::failed);
  // What was refused once is not believed the next time.
  shake_hands(kOnly13);
  EXPECT_EQ(alert, model::alerts::unknown_ca);
  known()->trust = &others;
  known()->server_name = "elsewhere";
  shake_hands(kOnly13);
  EXPECT_EQ(alert, model::alerts::unknown_ca);
}

TEST_F(Verified, OnceHoldsEverySignatureAgainstTheKeyThatIsRemembered) {
  verification = Verification::chain_once;
  for (const auto& versions : kVersions) {
    known()->trust = &ours;
    known()->server_name = "localhost";
    known()->chain.key = self_signed("P-384").credentials().key;
    shake_hands(versions);
    EXPECT_EQ(state, State::failed);
    EXPECT_EQ(alert, model::alerts::decrypt_error);
    EXPECT_THAT(reason, HasSubstr("signature"));
  }
}

TEST_F(Verified, NeverLooksAtNothing) {
  verification = Verification::never;
  trust = &others;
  for (const auto& versions : kVersions) {
    shake_hands(versions);
    EXPECT_EQ(state, State::connected) << reason;
  }
}

TEST_F(Verified, NeverStillEncryptsToTheServersKey) {
  verification = Verification::never;
  memory = nullptr;
  shake_hands(kOnly12, "AES128-GCM-SHA256");
  EXPECT_EQ(state, State::connected) << reason;
}

TEST_F(Verified, PooledSharesComeAgain) {
  auto made = KeySharePool::make({model::group::x25519}, 1, random);
  ASSERT_TRUE(made.ok());
  const auto share = made->draw(model::group::x25519);
  ASSERT_TRUE(share);
  const auto shows_the_share = [&] {
    const auto key = share->public_key();
    return std::search(hello.begin(), hello.end(), key.begin(), key.end()) != hello.end();
  };
  shake_hands(kOnly13);
  EXPECT_FALSE(shows_the_share());
  pool = &*made;
  for (int connection = 0; connection < 2; ++connection) {
    shake_hands(kOnly13);
    EXPECT_EQ(state, State::connected) << reason;
    EXPECT_TRUE(shows_the_share());
  }
  shake_hands(kOnly12);
  EXPECT_EQ(state, State::connected) << reason;
}

TEST(ChainMemory, ForgetsTheOldest) {
  ChainMemory memory;
  const auto first = memory.recall({Octets{1}});
  EXPECT_EQ(memory.recall({Octets{1}}), first);
  EXPECT_EQ(first->chain.leaf, nullptr);
  for (std::size_t i = 0; i < ChainMemory::kMost; ++i) (void)memory.recall({Octets{2, static_cast<std::uint8_t>(i)}});
  EXPECT_NE(memory.recall({Octets{1}}), first);
}

}  // namespace
}  // namespace tlsgauge::wire
