#include "pki/lint.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include "pki/examined_file.hpp"

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 1000;
constexpr std::array<std::string_view, 4> kExtensions{".pem", ".crt", ".cer", ".key"};

bool is_pem_name(const fs::path& path) {
  const auto extension = path.extension().string();
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

/// The PEM files of `directory`, itself only, in the order of their names.
Result<std::vector<fs::path>> pem_files_in(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry{directory, error}, end; !error && entry != end; entry.increment(error))
    if (is_pem_name(entry->path()) && !entry->is_directory(error)) files.push_back(entry->path());
  if (error) return internal("cannot list " + directory.string() + ": " + error.message());
  if (files.empty())
    return bad_input(directory.string() + ": no PEM file is here (.pem, .crt, .cer, .key); name the files themselves");
  std::sort(files.begin(), files.end());
  return files;
}

/// The files that `paths` name, directories opened, each once.
Result<std::vector<fs::path>> expand(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  const auto add = [&](const fs::path& path) {
    auto plain = path.lexically_normal();
    if (std::find(files.begin(), files.end(), plain) == files.end()) files.push_back(std::move(plain));
  };
  for (const auto& path : paths) {
    std::error_code ignored;  // what cannot be looked at is read as a file, which says why not
    if (!fs::is_directory(path, ignored)) {
      add(path);
      continue;
    }
    auto inside = pem_files_in(path);
    if (!inside.ok()) return inside.status();
    std::for_each(inside->begin(), inside->end(), add);
  }
  if (files.empty()) return bad_input("nothing to examine: name PEM files or a directory of them");
  if (files.size() > kMaxFiles) return bad_input("more than " + std::to_string(kMaxFiles) + " files to examine");
  return files;
}

}  // namespace

Result<std::vector<Finding>> lint(const std::vector<fs::path>& paths, std::int64_t now) {
  auto expanded = expand(paths);
  if (!expanded.ok()) return expanded.status();
  std::vector<ExaminedFile> files;
  for (const auto& path : *expanded) {
    auto file = examine(path);
    if (!file.ok()) return file.status();
    files.push_back(*std::move(file));
  }

  std::vector<Finding> findings;
  for (const auto& file : files) check_certificates(file, now, findings);
  check_keys(files, findings);
  check_chains(files, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& one, const Finding& other) { return one.level < other.level; });
  return findings;
}

}  // namespace tlsgauge::pki
