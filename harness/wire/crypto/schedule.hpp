#pragma once

#include <optional>

#include "wire/crypto/cipher_suite.hpp"
#include "wire/crypto/hash.hpp"

namespace tlsgauge::wire {

/// The secrets of both directions from one point of a handshake on.
struct TrafficSecrets {
  Digest client;
  Digest server;
};

/// The key schedule of TLS 1.3 (RFC 8446 section 7.1), drawn as a column there: each step goes down by one input. What
/// hangs to the right of the column can be asked for while the schedule stands there.
class Schedule {
 public:
  /// Stands at the Early Secret. `psk` is empty without one.
  explicit Schedule(Hash hash, View psk = {});

  /// At the Early Secret: the key that binders of a resumption PSK are made with (section 4.2.11.2).
  [[nodiscard]] Digest resumption_binder_key() const;
  /// At the Early Secret; `hello` is the hash of the ClientHello.
  [[nodiscard]] Digest early_traffic_secret(const Digest& hello) const;

  /// Down to the Handshake Secret. `shared` is empty where a PSK is used without (EC)DHE. `hellos` is the hash of
  /// ClientHello to ServerHello.
  [[nodiscard]] TrafficSecrets enter_handshake(View shared, const Digest& hellos);
  /// Down to the Master Secret; `handshake` is the hash of ClientHello to the server's Finished.
  [[nodiscard]] TrafficSecrets enter_application(const Digest& handshake);
  /// At the Master Secret; `handshake` as in enter_application().
  [[nodiscard]] Digest exporter_secret(const Digest& handshake) const;
  /// At the Master Secret; `handshake` is the hash of ClientHello to the client's Finished.
  [[nodiscard]] Digest resumption_secret(const Digest& handshake) const;

  [[nodiscard]] Hash hash() const noexcept { return secret_.hash(); }

 private:
  void descend(View input);
  Hmac secret_;  ///< with the secret as its key: all that is made of it is made so
};

/// verify_data of a Finished (RFC 8446 section 4.4.4), and a binder (section 4.2.11.2): `base` is the traffic secret
/// or the binder key, `transcript` the hash of what comes before.
[[nodiscard]] Digest finished_13(Hash hash, const Digest& base, const Digest& transcript);
/// The next secret of a direction after a KeyUpdate (section 7.2).
[[nodiscard]] Digest next_traffic_secret(Hash hash, const Digest& secret);
/// The PSK of a ticket (section 4.6.1).
[[nodiscard]] Digest ticket_psk(Hash hash, const Digest& resumption_secret, View nonce);

/// TLS 1.2. The master secret (RFC 5246 section 8.1), 48 octets.
[[nodiscard]] Digest master_secret(Hash hash, View premaster, View client_random, View server_random);
/// The same bound to the handshake (RFC 7627 section 4); `session` is the transcript's hash up to ClientKeyExchange.
[[nodiscard]] Digest extended_master_secret(Hash hash, View premaster, const Digest& session);
/// verify_data, 12 octets (RFC 5246 section 7.4.9).
[[nodiscard]] Digest finished_12(Hash hash, const Digest& master, bool of_client, const Digest& transcript);

/// The keys of one direction in TLS 1.2 (RFC 5246 section 6.3).
struct DirectionKeys {
  Octets mac;  ///< empty for an AEAD
  Octets key;
  Octets iv;  ///< the fixed part of the nonce; empty for CBC, whose IVs are explicit
};
struct KeyBlock {
  DirectionKeys client;
  DirectionKeys server;
};
[[nodiscard]] KeyBlock key_block(const Suite& suite, const Digest& master, View client_random, View server_random);

}  // namespace tlsgauge::wire
