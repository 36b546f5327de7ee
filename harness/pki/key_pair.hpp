#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "pki/layout.hpp"
#include "tls/handles.hpp"

// OpenSSL's own declaration, as in tls/handles.hpp.
extern "C" struct evp_md_st;

namespace tlsgauge::pki {

/// Generates a key pair.
[[nodiscard]] Result<tls::Key> make_key(KeyKind kind);

/// Generates a key pair of the kind and size of `model`, which may be a public key. RSA sizes are kept within 2048 to
/// 8192 bits: a weak key is not renewed as a weak key, and a giant one does not stall us.
/// @return InvalidArgument for a kind that no TLS server of ours uses (DSA, …).
[[nodiscard]] Result<tls::Key> make_key_like(const tls::Key& model);

/// True for an RSA key.
[[nodiscard]] bool is_rsa(const tls::Key& key);

/// True when both hold the same public key.
[[nodiscard]] bool same_public_key(const tls::Key& one, const tls::Key& other);

/// The public key of a certificate, or null when OpenSSL cannot read it.
[[nodiscard]] tls::Key public_key(const tls::Certificate& certificate);

/// SHA-256 of the DER SubjectPublicKeyInfo, in lower-case hexadecimal; empty when OpenSSL cannot encode the key.
[[nodiscard]] std::string public_key_digest(const tls::Key& key);

/// The digest to sign with: SHA-256, or null for Ed25519 and Ed448, which bring their own (RFC 8032 §5.1, §5.2).
[[nodiscard]] const evp_md_st* signature_digest(const tls::Key& key);

}  // namespace tlsgauge::pki
