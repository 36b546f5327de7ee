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

/// Loads the first certificate of a file.
/// @return NotFound when it is missing; InvalidArgument when it is not PEM, or holds no certificate.
[[nodiscard]] Result<tls::Certificate> load_certificate(const std::filesystem::path& file);

/// Loads a certificate and its key. Faults as load_authority().
[[nodiscard]] Result<Authority> load_pair(const std::filesystem::path& certificate_file,
                                          const std::filesystem::path& key_file);

}  // namespace tlsgauge::pki
