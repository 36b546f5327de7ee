#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/result.hpp"

namespace tlsgauge::tls {

/// The octets of each certificate in a PEM file (RFC 7468), in their order, whether or not they can be parsed. At least
/// one; none is a fault that names the file.
[[nodiscard]] Result<std::vector<std::vector<std::uint8_t>>> read_pem_chain(const std::filesystem::path& file);

}  // namespace tlsgauge::tls
