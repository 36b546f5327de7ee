#pragma once

#include <chrono>
#include <filesystem>

#include "core/result.hpp"

namespace tlsgauge::pki {

/// When the validity of the certificate that begins `file` ends (notAfter).
/// @return as load_certificate(); InvalidArgument for a time that is none.
[[nodiscard]] Result<std::chrono::system_clock::time_point> end_of_validity(const std::filesystem::path& file);

}  // namespace tlsgauge::pki
