#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// A certificate and the private key it vouches for.
struct Authority {
  tls::Certificate certificate;
  tls::Key key;
};

/// Loads ca.pem and ca.key of `directory`.
/// @return NotFound when a file is missing; InvalidArgument when one is not PEM, the key is encrypted, or the key is
/// not the certificate's.
[[nodiscard]] Result<Authority> load_authority(const std::filesystem::path& directory);

}  // namespace tlsgauge::pki
