#include "pki/new_file.hpp"

#include <system_error>
#include <utility>

#include "pki/pem.hpp"

namespace tlsgauge::pki {

namespace fs = std::filesystem;

Result<std::vector<NewFile>> pair_files(const std::string& stem, const tls::Certificate& certificate,
                                        const tls::Key& key) {
  auto key_text = to_pem(key);
  if (!key_text.ok()) return key_text.status();
  auto certificate_text = to_pem(certificate);
  if (!certificate_text.ok()) return certificate_text.status();
  return std::vector<NewFile>{
      {.name = stem + ".key", .bytes = *std::move(key_text), .readers = core::Readers::owner_only},
      {.name = stem + ".pem", .bytes = *std::move(certificate_text), .readers = core::Readers::everyone},
  };
}

Status check_absent(const fs::path& directory, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    std::error_code ignored;  // what cannot be looked at cannot be written either, and writing says why
    if (fs::exists(fs::symlink_status(directory / name, ignored)))
      return precondition((directory / name).string() +
                          ": is already there; choose another directory, or renew what this one holds");
  }
  return absl::OkStatus();
}

Result<std::vector<fs::path>> write_new_files(const fs::path& directory, const std::vector<NewFile>& files) {
  if (auto made = core::make_directory(directory, core::Readers::owner_only); !made.ok()) return made;
  std::vector<fs::path> written;
  for (const auto& file : files) {
    auto path = directory / file.name;
    if (auto done = core::write_file(path, file.bytes, file.readers); !done.ok()) {
      std::error_code ignored;  // the first fault is the one to tell
      for (const auto& earlier : written) fs::remove(earlier, ignored);
      return done;
    }
    written.push_back(std::move(path));
  }
  return written;
}

}  // namespace tlsgauge::pki
