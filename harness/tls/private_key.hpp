#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::tls {

/// Reads a private key from a PEM file. Nobody is asked for a passphrase: a run may have nobody to answer.
/// @return InvalidArgument that names the file: it cannot be opened, holds no key, or an encrypted one.
[[nodiscard]] Result<Key> read_private_key(const std::filesystem::path& file);

}  // namespace tlsgauge::tls
