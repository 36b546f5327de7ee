#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/result.hpp"
#include "pki/lint.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {

/// What a certificate is used as.
enum class Role : std::uint8_t { authority, server, client, unknown };

/// A PEM file under lint()'s eyes.
struct ExaminedFile {
  std::filesystem::path path;
  PemContents contents;
  bool readable_by_others = false;  ///< mode & 077
};

/// Reads a file for examination. @return NotFound or InvalidArgument naming it.
[[nodiscard]] Result<ExaminedFile> examine(const std::filesystem::path& path);

/// The role of the certificate at `index` of `file`: for the first, what the file's name says ("server.pem",
/// "client-2.pem", "ca.crt"), else what the certificate itself says.
[[nodiscard]] Role role_of(const ExaminedFile& file, std::size_t index);

/// basicConstraints CA:TRUE, or a self-signed version 1 certificate.
[[nodiscard]] bool is_authority(const tls::Certificate& certificate);

/// "C = US, O = zilliz, CN = localhost"
[[nodiscard]] std::string subject_of(const tls::Certificate& certificate);

/// "2036-11-19", in UTC.
enum class Bound : std::uint8_t { not_before, not_after };
[[nodiscard]] std::string date_of(const tls::Certificate& certificate, Bound bound);

// The rules, by what they look at. Each appends to `findings`.

/// What one certificate says by itself. `now` is seconds since the epoch.
void check_certificates(const ExaminedFile& file, std::int64_t now, std::vector<Finding>& findings);
/// Every key, alone and beside the certificates of `files`.
void check_keys(const std::vector<ExaminedFile>& files, std::vector<Finding>& findings);
/// Every leaf against the CA beside it: ca.pem in its directory, else the CA certificates among `files`.
void check_chains(const std::vector<ExaminedFile>& files, std::vector<Finding>& findings);

}  // namespace tlsgauge::pki
