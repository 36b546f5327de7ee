#include "cli/out_directory.hpp"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "core/file.hpp"

namespace tlsgauge::cli {
namespace {

/// Whether `name` is one that default_out() gives: everything else in reports/out is its user's own.
bool is_of_a_run(const std::string& name) {
  constexpr std::string_view kPattern = "ddddddddTddddddZ";
  if (name.size() < kPattern.size()) return false;
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    const bool digit = name[i] >= '0' && name[i] <= '9';
    if (kPattern[i] == 'd' ? !digit : name[i] != kPattern[i]) return false;
  }
  return name.size() == kPattern.size() || name[kPattern.size()] == '-';
}

/// reports/out/<time>, and `latest` beside it as a link to it. Older runs beyond `keep` are removed.
Result<std::filesystem::path> default_out(const runner::Places& places, int keep) {
  const auto parent = places.home / "reports" / "out";
  const auto now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
  std::error_code error;
  if (auto made = core::make_directory(parent, core::Readers::everyone); !made.ok()) return made;
  auto out = parent / stamp;
  // Two runs may start in the same second: only one of them makes the directory.
  for (int n = 2; !std::filesystem::create_directory(out, error); ++n) {
    if (error) return missing(out.string() + ": cannot be made: " + error.message());
    out = parent / (std::string{stamp} + "-" + std::to_string(n));
  }

  std::vector<std::filesystem::path> runs;
  for (const auto& entry : std::filesystem::directory_iterator{parent, error})
    if (entry.is_directory() && !entry.is_symlink() && is_of_a_run(entry.path().filename()))
      runs.push_back(entry.path());
  std::ranges::sort(runs);
  for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < runs.size(); ++i)
    std::filesystem::remove_all(runs[i], error);

  const auto link = parent / ("latest." + std::to_string(::getpid()));
  std::filesystem::create_directory_symlink(out.filename(), link, error);
  if (!error) std::filesystem::rename(link, parent / "latest", error);
  return out;
}

}  // namespace

Result<std::filesystem::path> out_directory(const std::filesystem::path& wanted, const runner::Places& places,
                                            int keep) {
  if (wanted.empty()) return default_out(places, keep);
  if (auto made = core::make_directory(wanted, core::Readers::everyone); !made.ok()) return made;
  return std::filesystem::absolute(wanted);  // targets run in directories of their own
}

}  // namespace tlsgauge::cli
