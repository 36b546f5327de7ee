#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/tls.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::tls {

/// What a client brings to its handshakes. Empty paths are "not used"; without `trust`, the system's anchors hold.
struct ClientSettings {
  std::filesystem::path trust;
  std::filesystem::path certificate;
  std::filesystem::path key;
  bool forged = false;  ///< see model::Identity
  model::VersionRange versions;
  std::vector<std::string> alpn;  ///< offered in this order; empty: no ALPN extension
};

/// Makes the context of a client that verifies its peer, takes a leaf as its own trust anchor, and sends exactly the
/// chain in `certificate`: OpenSSL would otherwise complete it from the trust anchors, and a chain that lacks its
/// intermediate would repair itself.
/// @return InvalidArgument that names the file: not readable, not PEM, a key of another certificate. Unimplemented
/// where a forged certificate is one that OpenSSL cannot send.
[[nodiscard]] Result<SslContext> client_context(const ClientSettings& settings);

}  // namespace tlsgauge::tls
