#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// What a PEM file holds that concerns us; other blocks (requests, parameters) are passed over.
struct PemContents {
  std::vector<tls::Certificate> certificates;  ///< in the file's order
  tls::Key key;                                ///< the first private key, or null
  bool encrypted_key = false;                  ///< a private key is there, behind a password
};

/// Certificates beyond this number in one file are a fault: no chain is that long.
inline constexpr std::size_t kMaxCertificatesInFile = 1000;

/// Reads the PEM blocks of `text`; `file` is for faults.
/// @return InvalidArgument when there is no block, or a block is cut off or damaged.
[[nodiscard]] Result<PemContents> parse_pem(const std::filesystem::path& file, const std::string& text);

/// Reads a PEM file of at most 1 MiB.
[[nodiscard]] Result<PemContents> read_pem(const std::filesystem::path& file);

/// The certificate's octets.
[[nodiscard]] Result<std::vector<std::uint8_t>> to_der(const tls::Certificate& certificate);

/// PEM text. Keys are PKCS#8 ("PRIVATE KEY"), as the openssl program writes them.
[[nodiscard]] Result<std::string> to_pem(const tls::Certificate& certificate);
[[nodiscard]] Result<std::string> to_pem(const tls::CertificateRequest& request);
[[nodiscard]] Result<std::string> to_pem(const tls::Key& key);
/// Octets of any kind as a block "-----BEGIN `label`-----".
[[nodiscard]] Result<std::string> to_pem(const std::string& label, std::span<const std::uint8_t> octets);

}  // namespace tlsgauge::pki
