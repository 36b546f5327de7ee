#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "server/config.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::server::front {

/// What a side of TLS proves its identity with.
struct CertifiedKey {
  std::vector<tls::Certificate> chain;  ///< the end entity's first, never empty
  tls::Key key;
};

// Each fault is one line that names the key of the configuration, the file, what is wrong and what to do.

/// Reads every certificate of a PEM file.
/// @return a fault where the file is missing, not PEM, damaged or cut short, or holds no certificate.
[[nodiscard]] Result<std::vector<tls::Certificate>> load_certificates(const NamedFile& file);

/// Reads an unencrypted private key in PEM.
[[nodiscard]] Result<tls::Key> load_key(const NamedFile& file);

/// Reads both. @return a fault also where the key belongs to another certificate.
[[nodiscard]] Result<CertifiedKey> load_certified_key(const NamedFile& chain, const NamedFile& key);

/// Does what a component of Milvus does when it calls another: verifies `identity` as a server's, for `server_name`,
/// with `authorities` as the only trust anchors. Only subjectAltName counts (RFC 9525 section 6.3).
[[nodiscard]] Status verify_as_server(const CertifiedKey& identity, const std::vector<tls::Certificate>& authorities,
                                      const std::string& server_name);

}  // namespace tlsgauge::server::front
