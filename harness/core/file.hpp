#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace tlsgauge::core {

/// Whom a written file is for. Private keys are `owner_only` (0600), reports and certificates `everyone` (0644).
enum class Readers { owner_only, everyone };

/// The largest file that is read into memory when a caller names no other limit.
inline constexpr std::size_t kMaxFileBytes = 16U << 20U;

/// Reads a whole file.
/// @return NotFound or InvalidArgument that names the file: missing, not a regular file, larger than `limit` bytes.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit = kMaxFileBytes);

/// What a written file has to survive. To wait for the disk takes longer than all else, so that what can be made anew
/// need not.
enum class Survives { power_loss, process_end };

/// Replaces `file` in one step: a temporary file beside it, synced, renamed. A reader finds the old bytes or the new.
[[nodiscard]] Status write_file(const std::filesystem::path& file, const std::string& bytes, Readers readers,
                                Survives survives = Survives::power_loss);

/// Creates `directory` and its parents; an `owner_only` one gets mode 0700.
[[nodiscard]] Status make_directory(const std::filesystem::path& directory, Readers readers);

/// A new directory of mode 0700 below the system's temporary directory, removed with everything in it at the end.
class TemporaryDirectory {
 public:
  [[nodiscard]] static Result<TemporaryDirectory> make();
  TemporaryDirectory(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit TemporaryDirectory(std::filesystem::path path) : path_{std::move(path)} {}
  std::filesystem::path path_;
};

}  // namespace tlsgauge::core
