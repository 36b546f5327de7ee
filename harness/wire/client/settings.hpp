#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "model/script.hpp"
#include "tls/recorder.hpp"
#include "wire/client/chain_memory.hpp"
#include "wire/client/credentials.hpp"
#include "wire/client/ticket.hpp"
#include "wire/client/trust.hpp"
#include "wire/crypto/key_share_pool.hpp"
#include "wire/message/hello.hpp"

namespace tlsgauge::wire {

/// What a client brings to a handshake. What it points to outlives the client; what is null is not used.
struct ClientSettings {
  /// As it is sent, but for what is drawn at random (`random`, as many octets of session_id as there are in it) and
  /// the key shares.
  ClientHello hello;
  std::vector<model::NamedGroup> shares;  ///< key_share of the first hello, one entry a group
  bool change_cipher_spec = true;         ///< TLS 1.3's middlebox compatibility mode (RFC 8446 appendix D.4)
  const Credentials* credentials = nullptr;
  bool unasked_certificate = false;
  bool empty_certificate = false;
  model::CertificateForm certificate_form = model::CertificateForm::x509;
  model::ProofOptions proof{};
  const Trust* trust = nullptr;  ///< null: whatever the server shows is believed, but its signatures are verified
  std::string expected_name;     ///< that the server's certificate must hold; empty: any
  Verification verification = Verification::every_time;
  ChainMemory* memory = nullptr;  ///< null: chains are read, and verified, in each connection
  KeySharePool* pool = nullptr;   ///< where key shares come from; null, or without the group: they are made anew
  const Ticket* ticket = nullptr;
  Octets early_data;  ///< sent behind the hello where the ticket allows it (RFC 8446 section 4.2.10)
  const core::Clock* clock = &core::steady_clock();
  bool collects_fresh = false;        ///< keeps what the server draws anew; see Client::fresh()
  tls::Recorder* recorder = nullptr;  ///< hears of messages, alerts and secrets, not of octets
};

/// The hello of an ordinary client of `versions` that asks for `server_name`: what most servers agree to.
[[nodiscard]] ClientHello usual_hello(model::VersionRange versions, const std::string& server_name,
                                      const std::vector<std::string>& alpn);

/// Settings of a client that offers `versions`, as `script` has it.
[[nodiscard]] ClientSettings settings_for(model::VersionRange versions, const std::string& server_name,
                                          const std::vector<std::string>& alpn, const model::Script& script);

}  // namespace tlsgauge::wire
