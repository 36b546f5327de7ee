#pragma once

#include "wire/message/hello.hpp"

namespace tlsgauge::wire {

/// A hello that sends every extension it can.
[[nodiscard]] inline ClientHello full_hello() {
  constexpr std::uint8_t kAnyPoint = 9;  // every number is an x coordinate of Curve25519 or of its twist
  return {.random = Octets(32, 0x11),
          .session_id = Octets(32, 0x22),
          .cipher_suites = {model::CipherSuite{0x1301}, model::CipherSuite{0xc02b}},
          .server_name = "localhost",
          .groups = {model::group::x25519, model::group::secp256r1},
          .signature_schemes = {model::signature_scheme::ecdsa_secp256r1_sha256,
                                model::signature_scheme::rsa_pss_rsae_sha256},
          .alpn = {"h2", "http/1.1"},
          .extended_master_secret = true,
          .encrypt_then_mac = true,
          .renegotiation_info = Octets{},
          .session_ticket = Octets{},
          .versions = {0x0304, 0x0303},
          .key_shares = {{.group = model::group::x25519, .key_exchange = Octets(32, kAnyPoint)}},
          .psk_modes = {1},
          .cookie = Octets(8, 0x33),
          .early_data = true,
          .post_handshake_auth = true,
          .psk_identities = {{.identity = Octets(48, 0x44), .obfuscated_age = 0x01020304}}};
}

}  // namespace tlsgauge::wire
