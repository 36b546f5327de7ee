#include "wire/crypto/schedule.hpp"

#include <string_view>

#include "wire/crypto/derive.hpp"

namespace tlsgauge::wire {
namespace {

/// As many zeros as a digest has octets: RFC 8446 section 7.1, "0" as a salt or as an input.
Digest zeros(Hash hash) { return Digest{digest_size(hash)}; }

/// The randoms of both sides, or as many digests: 64 octets in TLS 1.2.
Octets joined(View one, View other) {
  Octets both;
  both.reserve(one.size() + other.size());
  append(both, one);
  append(both, other);
  return both;
}

constexpr std::size_t kMasterSecret = 48;
constexpr std::size_t kVerifyData = 12;

}  // namespace

Schedule::Schedule(Hash hash, View psk)
    : secret_{hash, hkdf_extract(hash, zeros(hash).view(), psk.empty() ? zeros(hash).view() : psk).view()} {}

void Schedule::descend(View input) {
  const auto salt = derive_secret(secret_, "derived", digest(hash(), {}).view());
  secret_ = Hmac{hash(), hkdf_extract(hash(), salt.view(), input.empty() ? zeros(hash()).view() : input).view()};
}

Digest Schedule::resumption_binder_key() const {
  return derive_secret(secret_, "res binder", digest(hash(), {}).view());
}

Digest Schedule::early_traffic_secret(const Digest& hello) const {
  return derive_secret(secret_, "c e traffic", hello.view());
}

TrafficSecrets Schedule::enter_handshake(View shared, const Digest& hellos) {
  descend(shared);
  return {.client = derive_secret(secret_, "c hs traffic", hellos.view()),
          .server = derive_secret(secret_, "s hs traffic", hellos.view())};
}

TrafficSecrets Schedule::enter_application(const Digest& handshake) {
  descend({});
  return {.client = derive_secret(secret_, "c ap traffic", handshake.view()),
          .server = derive_secret(secret_, "s ap traffic", handshake.view())};
}

Digest Schedule::exporter_secret(const Digest& handshake) const {
  return derive_secret(secret_, "exp master", handshake.view());
}

Digest Schedule::resumption_secret(const Digest& handshake) const {
  return derive_secret(secret_, "res master", handshake.view());
}

Digest finished_13(Hash hash, const Digest& base, const Digest& transcript) {
  return hmac(hash, derive_secret(hash, base.view(), "finished", {}).view(), {transcript.view()});
}

Digest next_traffic_secret(Hash hash, const Digest& secret) {
  return derive_secret(hash, secret.view(), "traffic upd", {});
}

Digest ticket_psk(Hash hash, const Digest& resumption_secret, View nonce) {
  return derive_secret(hash, resumption_secret.view(), "resumption", nonce);
}

Digest master_secret(Hash hash, View premaster, View client_random, View server_random) {
  Digest master{kMasterSecret};
  prf(hash, premaster, "master secret", joined(client_random, server_random), master.octets());
  return master;
}

Digest extended_master_secret(Hash hash, View premaster, const Digest& session) {
  Digest master{kMasterSecret};
  prf(hash, premaster, "extended master secret", session.view(), master.octets());
  return master;
}

Digest finished_12(Hash hash, const Digest& master, bool of_client, const Digest& transcript) {
  Digest verify_data{kVerifyData};
  prf(hash, master.view(), of_client ? "client finished" : "server finished", transcript.view(), verify_data.octets());
  return verify_data;
}

KeyBlock key_block(const Suite& suite, const Digest& master, View client_random, View server_random) {
  const auto mac = is_cbc(suite.bulk) ? digest_size(suite.mac) : 0;
  const auto key = key_size(suite.bulk);
  const auto iv = fixed_iv_size(suite.bulk);
  Octets block(2 * (mac + key + iv));
  prf(suite.hash, master.view(), "key expansion", joined(server_random, client_random), block);
  // RFC 5246 section 6.3: "client_write_MAC_key, server_write_MAC_key, client_write_key, server_write_key,
  // client_write_IV, server_write_IV".
  Reader cut{block};
  const auto next = [&cut](std::size_t size) {
    const auto octets = cut.take(size);
    return Octets{octets.begin(), octets.end()};
  };
  KeyBlock keys;
  keys.client.mac = next(mac);
  keys.server.mac = next(mac);
  keys.client.key = next(key);
  keys.server.key = next(key);
  keys.client.iv = next(iv);
  keys.server.iv = next(iv);
  return keys;
}

}  // namespace tlsgauge::wire
