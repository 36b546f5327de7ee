#pragma once

#include <filesystem>
#include <vector>

#include "core/result.hpp"
#include "tls/handles.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// What a client shows: a chain, octet by octet as its file has it, and the key that it signs with, whosever it is.
struct Credentials {
  std::vector<Octets> chain;  ///< DER as far as it is any, leaf first
  tls::Key key;
};

/// The public half of a key as a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), in DER: what RFC 7250 calls a raw
/// public key.
[[nodiscard]] Octets public_key_of(const tls::Key& key);

/// Reads a PEM chain and a PEM key. What a block of the chain holds is not looked at: it need not be a certificate.
/// @return InvalidArgument that names the file: it cannot be opened, holds no block, or no key.
[[nodiscard]] Result<Credentials> read_credentials(const std::filesystem::path& chain,
                                                   const std::filesystem::path& key);

}  // namespace tlsgauge::wire
