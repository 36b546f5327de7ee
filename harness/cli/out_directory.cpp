#include "cli/out_directory.hpp"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include "core/file.hpp"

namespace tlsgauge::cli {
namespace {

/// reports/out/<time>, and `latest` beside it as a link to it. Older runs beyond `keep` are removed.
Result<std::filesystem::path> default_out(const runner::Places& places, int keep) {
  const auto parent = places.home / "reports" / "out";
  const auto now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
  std::error_code error;
  auto out = parent / stamp;
  for (int n = 2; std::filesystem::exists(out, error); ++n)
    out = parent / (std::string{stamp} + "-" + std::to_string(n));
  if (auto made = core::make_directory(out, core::Readers::everyone); !made.ok()) return made;

  std::vector<std::filesystem::path> runs;
  for (const auto& entry : std::filesystem::directory_iterator{parent, error})
    if (entry.is_directory() && !entry.is_symlink()) runs.push_back(entry.path());
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
