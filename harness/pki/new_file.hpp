#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/file.hpp"
#include "core/result.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// A file that is made in memory first, so that what cannot be made leaves no trace.
struct NewFile {
  std::string name;  ///< relative to the directory that it goes into
  std::string bytes{};
  core::Readers readers = core::Readers::owner_only;
};

/// STEM.key (owner only) and STEM.pem.
[[nodiscard]] Result<std::vector<NewFile>> pair_files(const std::string& stem, const tls::Certificate& certificate,
                                                      const tls::Key& key);

/// @return FailedPrecondition that names the first of `names` that exists in `directory`, as a dangling link too.
[[nodiscard]] Status check_absent(const std::filesystem::path& directory, const std::vector<std::string>& names);

/// Writes `files` into `directory`, which is created (0700) when missing. On a fault, those written are removed again.
/// @return their paths.
[[nodiscard]] Result<std::vector<std::filesystem::path>> write_new_files(const std::filesystem::path& directory,
                                                                         const std::vector<NewFile>& files);

}  // namespace tlsgauge::pki
