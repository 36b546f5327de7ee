#pragma once

#include <filesystem>
#include <vector>

#include "core/result.hpp"
#include "pki/new_file.hpp"

namespace tlsgauge::pki {

/// @return FailedPrecondition when something that is not ours stands where the link `current` has to be, or has the
/// highest number that a generation can have.
[[nodiscard]] Status check_replaceable(const std::filesystem::path& directory);

/// Replaces `files` of `directory` all at once, with the links that renew() documents: generation-N, current, and one
/// link a file. Existing files keep owner and, unless they are for the owner only, mode. The caller keeps other writers
/// away. On a fault, every plain name still reads as it did, or as the new file if the swap was done.
[[nodiscard]] Status replace_together(const std::filesystem::path& directory, const std::vector<NewFile>& files);

}  // namespace tlsgauge::pki
