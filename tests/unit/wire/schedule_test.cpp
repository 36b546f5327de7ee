#include "wire/crypto/schedule.hpp"

#include <gmock/gmock.h>

#include "hexadecimal.hpp"
#include "rfc8448.hpp"
#include "wire/crypto/derive.hpp"
#include "wire/crypto/key_share.hpp"

namespace tlsgauge::wire {
namespace {

namespace simple = rfc8448::simple;
namespace resumed = rfc8448::resumed;

Digest hash_of(std::initializer_list<std::string_view> messages) {
  Transcript transcript;
  transcript.choose(Hash::sha256);
  for (const auto message : messages) transcript.add(from_hex(message));
  return transcript.hash();
}

Octets agreed(std::string_view ours, std::string_view theirs) {
  const auto pair = KeyShare::of(model::group::x25519, from_hex(ours));
  return pair.ok() ? pair->agree(from_hex(theirs)).value_or(Octets{}) : Octets{};
}

TEST(Schedule, GoesThroughTheSimpleHandshakeOfRfc8448) {
  Schedule schedule{Hash::sha256};
  const auto shared = agreed(simple::kClientPrivate, simple::kServerPublic);
  EXPECT_EQ(to_hex(shared), simple::kSharedSecret);

  const auto hellos = hash_of({simple::kClientHello, simple::kServerHello});
  EXPECT_EQ(to_hex(hellos.view()), simple::kHelloHash);
  const auto handshake = schedule.enter_handshake(shared, hellos);
  EXPECT_EQ(to_hex(handshake.client.view()), simple::kClientHandshakeSecret);
  EXPECT_EQ(to_hex(handshake.server.view()), simple::kServerHandshakeSecret);

  const auto before_finished = hash_of({simple::kClientHello, simple::kServerHello, simple::kEncryptedExtensions,
                                        simple::kCertificate, simple::kCertificateVerify});
  EXPECT_EQ("14000020" + to_hex(finished_13(Hash::sha256, handshake.server, before_finished).view()),
            simple::kServerFinished);

  const auto to_finished = hash_of({simple::kClientHello, simple::kServerHello, simple::kEncryptedExtensions,
                                    simple::kCertificate, simple::kCertificateVerify, simple::kServerFinished});
  EXPECT_EQ(to_hex(to_finished.view()), simple::kHandshakeHash);
  const auto application = schedule.enter_application(to_finished);
  EXPECT_EQ(to_hex(application.client.view()), simple::kClientApplicationSecret);
  EXPECT_EQ(to_hex(application.server.view()), simple::kServerApplicationSecret);
  EXPECT_EQ(to_hex(schedule.exporter_secret(to_finished).view()), simple::kExporterSecret);

  Octets client_finished = from_hex("14000020");
  append(client_finished, finished_13(Hash::sha256, handshake.client, to_finished).view());
  const auto whole =
      hash_of({simple::kClientHello, simple::kServerHello, simple::kEncryptedExtensions, simple::kCertificate,
               simple::kCertificateVerify, simple::kServerFinished, to_hex(client_finished)});
  const auto resumption = schedule.resumption_secret(whole);
  EXPECT_EQ(to_hex(resumption.view()), simple::kResumptionSecret);
  EXPECT_EQ(to_hex(ticket_psk(Hash::sha256, resumption, from_hex(simple::kTicketNonce)).view()), simple::kPsk);
}

TEST(Schedule, GivesTheKeysOfTheSimpleHandshakeOfRfc8448) {
  const auto secret = from_hex(simple::kServerHandshakeSecret);
  Octets key(16);
  hkdf_expand_label(Hash::sha256, secret, "key", {}, key);
  EXPECT_EQ(to_hex(key), simple::kServerHandshakeKey);
  Octets iv(12);
  hkdf_expand_label(Hash::sha256, secret, "iv", {}, iv);
  EXPECT_EQ(to_hex(iv), simple::kServerHandshakeIv);
}

TEST(Schedule, GoesThroughTheResumedHandshakeOfRfc8448) {
  Schedule schedule{Hash::sha256, from_hex(simple::kPsk)};
  const auto binder_key = schedule.resumption_binder_key();
  EXPECT_EQ(to_hex(binder_key.view()), resumed::kBinderKey);

  // RFC 8446 section 4.2.11.2: the hash of the ClientHello "up to and including the PreSharedKeyExtension.identities
  // field". What follows is the list of binders, of one: 2 octets of length, 1 of its own, and 32.
  const auto hello = from_hex(resumed::kClientHello);
  const auto truncated = digest(Hash::sha256, View{hello}.first(hello.size() - 35));
  EXPECT_EQ(to_hex(truncated.view()), resumed::kBinderHash);
  EXPECT_EQ(to_hex(finished_13(Hash::sha256, binder_key, truncated).view()), resumed::kBinder);
  EXPECT_TRUE(resumed::kClientHello.ends_with(resumed::kBinder));

  EXPECT_EQ(to_hex(schedule.early_traffic_secret(digest(Hash::sha256, hello)).view()), resumed::kEarlyTrafficSecret);

  const auto handshake = schedule.enter_handshake(agreed(resumed::kClientPrivate, resumed::kServerPublic),
                                                  hash_of({resumed::kClientHello, resumed::kServerHello}));
  EXPECT_EQ(to_hex(handshake.client.view()), resumed::kClientHandshakeSecret);
  EXPECT_EQ(to_hex(handshake.server.view()), resumed::kServerHandshakeSecret);
}

TEST(Schedule, TakesZerosWhereThereIsNoPskAndNoSharedSecret) {
  // RFC 8446 section 7.1: "If a given secret is not available, then the 0-value consisting of a string of Hash.length
  // bytes set to zeros is used."
  Schedule absent{Hash::sha384};
  Schedule zeros{Hash::sha384, Octets(48)};
  const auto transcript = digest(Hash::sha384, {});
  EXPECT_EQ(absent.enter_handshake({}, transcript).client, zeros.enter_handshake(Octets(48), transcript).client);
}

TEST(Schedule, GivesAnotherSecretAfterEachKeyUpdate) {
  const Digest first{from_hex(simple::kClientApplicationSecret)};
  const auto second = next_traffic_secret(Hash::sha256, first);
  Digest expected{32};
  hkdf_expand_label(Hash::sha256, first.view(), "traffic upd", {}, expected.octets());
  EXPECT_EQ(second, expected);
  EXPECT_FALSE(next_traffic_secret(Hash::sha256, second) == second);
}

TEST(KeyBlock, IsCutInTheOrderOfRfc5246) {
  const Digest master{Octets(48, 1)};
  const auto suite = suite_of(model::CipherSuite{0xc027});  // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256
  const auto keys = key_block(*suite, master, Octets(32, 2), Octets(32, 3));
  auto seed = Octets(32, 3);
  append(seed, Octets(32, 2));
  Octets block(std::size_t{2} * (32 + 16));
  prf(Hash::sha256, master.view(), "key expansion", seed, block);
  auto joined = keys.client.mac;
  for (const auto& part : {keys.server.mac, keys.client.key, keys.server.key, keys.client.iv, keys.server.iv})
    append(joined, part);
  EXPECT_EQ(to_hex(joined), to_hex(block));
  EXPECT_TRUE(keys.client.iv.empty());
}

TEST(MasterSecret, IsBoundToTheRandomsOrToTheHandshake) {
  Digest expected{48};
  auto seed = Octets(32, 2);
  append(seed, Octets(32, 3));
  prf(Hash::sha256, Octets(48, 9), "master secret", seed, expected.octets());
  EXPECT_EQ(master_secret(Hash::sha256, Octets(48, 9), Octets(32, 2), Octets(32, 3)), expected);

  const auto session = digest(Hash::sha256, from_text("messages"));
  prf(Hash::sha256, Octets(48, 9), "extended master secret", session.view(), expected.octets());
  EXPECT_EQ(extended_master_secret(Hash::sha256, Octets(48, 9), session), expected);
}

TEST(Finished, OfTls12IsTwelveOctetsThatSayWhoseItIs) {
  const Digest master{Octets(48, 1)};
  const auto transcript = digest(Hash::sha256, {});
  const auto client = finished_12(Hash::sha256, master, true, transcript);
  EXPECT_EQ(client.size(), 12U);
  Octets expected(12);
  prf(Hash::sha256, master.view(), "client finished", transcript.view(), expected);
  EXPECT_EQ(to_hex(client.view()), to_hex(expected));
  EXPECT_FALSE(client == finished_12(Hash::sha256, master, false, transcript));
}

}  // namespace
}  // namespace tlsgauge::wire
