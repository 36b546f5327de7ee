#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace tlsgauge::pki {

enum class FindingLevel : std::uint8_t { error, warning, note };
[[nodiscard]] std::string_view name(FindingLevel level);

/// Something about a certificate or key that will, or may, keep a client and a server apart.
struct Finding {
  FindingLevel level = FindingLevel::error;
  std::string rule;  ///< stable name: "eku-client-auth-missing"
  std::filesystem::path file;
  std::string what;    ///< what is so
  std::string why;     ///< why it matters
  std::string advice;  ///< what to do
};

/// Examines PEM files, or the PEM files of directories, alone and against each other. `now` is seconds since the epoch.
/// @return findings, most serious first. NotFound or InvalidArgument names a file that is missing or not PEM.
[[nodiscard]] Result<std::vector<Finding>> lint(const std::vector<std::filesystem::path>& paths, std::int64_t now);

}  // namespace tlsgauge::pki
