#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/file.hpp"
#include "core/result.hpp"

/// What libFuzzer, or replay.cpp, calls with one input after the other. Each target defines it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// What the targets share: a way to state a property, and inputs as text and as files.
namespace tlsgauge::fuzz {

/// Ends the process, which is a finding, unless `property` holds. `detail` says where it does not.
void require(bool holds, std::string_view property, std::string_view detail = {});

/// Requires what README says of bad files: InvalidArgument, in one printable line that begins with `name`.
void require_fault(const Status& fault, const std::string& name);

/// Requires that `text` fits in one line of a terminal: valid UTF-8 without control characters.
void require_line(std::string_view text);

[[nodiscard]] inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A directory of files whose content is the input. It is kept in memory, so that a file costs no more than a copy.
class InputFiles {
 public:
  /// Creates a file of each name.
  explicit InputFiles(std::span<const std::string_view> names);

  /// Replaces the content of every file.
  void fill(std::string_view bytes) const;
  [[nodiscard]] const std::filesystem::path& directory() const noexcept { return directory_.path(); }
  [[nodiscard]] std::filesystem::path path(std::string_view name) const { return directory_.path() / name; }

 private:
  int memory_;  // what all the names are links to
  core::TemporaryDirectory directory_;
};

/// A peer on a pair of sockets without a network. It has sent its bytes and will send no more; what is written to it
/// stays unread.
class Peer {
 public:
  explicit Peer(std::string_view bytes);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  /// Takes what was written to it since the last call.
  [[nodiscard]] std::string received() const;
  /// Our end of the connection, for the caller to own; call it once.
  [[nodiscard]] int connection() const noexcept { return connection_; }

 private:
  int own_;
  int connection_;
};

}  // namespace tlsgauge::fuzz
