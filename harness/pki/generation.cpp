#include "pki/generation.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;

constexpr auto kCurrent = "current";
constexpr std::string_view kPrefix = "generation-";

std::string name_of(int generation) { return std::string{kPrefix} + std::to_string(generation); }

std::optional<int> number_in(std::string_view name) {
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return number;
}

Result<std::vector<int>> generations_in(const fs::path& directory) {
  std::vector<int> numbers;
  std::error_code error;
  for (fs::directory_iterator entry{directory, error}, end; !error && entry != end; entry.increment(error))
    if (const auto number = number_in(entry->path().filename().string())) numbers.push_back(*number);
  if (error) return internal("cannot list " + directory.string() + ": " + error.message());
  return numbers;
}

/// The number of the next generation, which leaves one more for a generation that is adopted before it.
Result<int> number_after(const fs::path& directory, const std::vector<int>& numbers) {
  constexpr int kLast = std::numeric_limits<int>::max() - 2;
  const int highest = numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end());
  if (highest <= kLast) return highest + 1;
  return precondition((directory / name_of(highest)).string() + ": leaves no number for the next one; rename it");
}

/// Gives `path` the owner and the mode of `like`.
Status take_after(const fs::path& path, const struct stat& like, mode_t mode) {
  // Only root may give a file away; for everyone else the owner is already right or cannot be helped.
  if (::geteuid() == 0 && ::chown(path.c_str(), like.st_uid, like.st_gid) != 0)
    return system_fault("set the owner of " + path.string());
  if (::chmod(path.c_str(), mode) != 0) return system_fault("set the mode of " + path.string());
  return absl::OkStatus();
}

/// Makes what was written below `directory` survive a power failure.
Status sync_directory(const fs::path& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_fault("open " + directory.string());
  const bool synced = ::fsync(fd) == 0;
  auto fault = synced ? absl::OkStatus() : system_fault("sync " + directory.string());
  ::close(fd);
  return fault;
}

/// Makes `name` a link to `target` in one step, whatever stood there before.
Status point(const fs::path& directory, const std::string& name, const std::string& target) {
  const auto link = directory / name;
  const auto beside = directory / ("." + name + ".link");
  ::unlink(beside.c_str());  // left by a renewal that was killed
  if (::symlink(target.c_str(), beside.c_str()) != 0) return system_fault("make a link beside " + link.string());
  if (::rename(beside.c_str(), link.c_str()) != 0) return system_fault("replace " + link.string());
  return sync_directory(directory);
}

/// Writes `files` as generation `number`, each with the owner and mode of the file that it stands for.
Status write_generation(const fs::path& directory, int number, const std::vector<NewFile>& files) {
  struct stat parent {};
  if (::stat(directory.c_str(), &parent) != 0) return system_fault("stat " + directory.string());
  const auto generation = directory / name_of(number);
  auto written = write_new_files(generation, files);
  if (!written.ok()) return written.status();
  for (const auto& file : files) {
    struct stat old {};
    if (::stat((directory / file.name).c_str(), &old) != 0) continue;  // there was none
    const bool secret = file.readers == core::Readers::owner_only;
    const mode_t mode = secret ? 0600 : old.st_mode & 0777U;
    if (auto same = take_after(generation / file.name, old, mode); !same.ok()) return same;
  }
  // Whoever may enter the directory, as the server's own user must, may enter the generation.
  if (auto same = take_after(generation, parent, parent.st_mode & 0777U); !same.ok()) return same;
  return sync_directory(generation);
}

std::string through_current(const std::string& name) { return std::string{kCurrent} + "/" + name; }

bool is_linked(const fs::path& directory, const std::string& name) {
  std::error_code none;
  return fs::read_symlink(directory / name, none) == through_current(name);
}

/// What the plain names of `files` read as now.
Result<std::vector<NewFile>> present_files(const fs::path& directory, const std::vector<NewFile>& files) {
  std::vector<NewFile> present;
  for (const auto& file : files) {
    auto bytes = core::read_file(directory / file.name);
    if (absl::IsNotFound(bytes.status())) continue;
    if (!bytes.ok()) return bytes.status();
    present.push_back({.name = file.name, .bytes = *std::move(bytes), .readers = file.readers});
  }
  return present;
}

/// `files`, and what else the generation in use holds: a key without its certificate, say, is not ours to drop.
Result<std::vector<NewFile>> with_others_in_use(const fs::path& directory, std::vector<NewFile> files) {
  std::vector<NewFile> others;
  std::error_code error;
  for (fs::directory_iterator entry{directory / kCurrent, error}, end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (std::any_of(files.begin(), files.end(), [&](const NewFile& file) { return file.name == name; })) continue;
    const bool secret = name.ends_with(".key");
    others.push_back({.name = name, .readers = secret ? core::Readers::owner_only : core::Readers::everyone});
  }
  auto present = present_files(directory, others);
  if (!present.ok()) return present.status();
  for (auto& file : *present) files.push_back(std::move(file));
  return files;
}

Status link_names(const fs::path& directory, const std::vector<NewFile>& files) {
  for (const auto& file : files) {
    if (is_linked(directory, file.name)) continue;
    if (auto linked = point(directory, file.name, through_current(file.name)); !linked.ok()) return linked;
  }
  return absl::OkStatus();
}

/// Puts the files that stand there into generation `number` and links their names to it. No name reads differently at
/// any moment: the generation holds the same bytes.
Status adopt(const fs::path& directory, int number, const std::vector<NewFile>& files) {
  auto standing = present_files(directory, files);
  if (!standing.ok()) return standing.status();
  auto present = with_others_in_use(directory, *std::move(standing));
  if (!present.ok()) return present.status();
  if (auto written = write_generation(directory, number, *present); !written.ok()) return written;
  if (auto pointed = point(directory, kCurrent, name_of(number)); !pointed.ok()) return pointed;
  return link_names(directory, *present);
}

fs::path in_use(const fs::path& directory) {
  std::error_code none;
  return fs::read_symlink(directory / kCurrent, none);
}

/// Removes the generations that are not in `kept`: a reader may still be in one that was in use until now.
void prune(const fs::path& directory, const std::vector<int>& numbers, const std::vector<fs::path>& kept) {
  std::error_code ignored;  // what cannot be removed is in nobody's way
  for (const int number : numbers)
    if (std::find(kept.begin(), kept.end(), name_of(number)) == kept.end())
      fs::remove_all(directory / name_of(number), ignored);
}

}  // namespace

Status check_replaceable(const fs::path& directory) {
  std::error_code none;
  const auto status = fs::symlink_status(directory / kCurrent, none);
  if (fs::exists(status) && !fs::is_symlink(status))
    return precondition((directory / kCurrent).string() + ": is in the way of a link of that name; move it away");
  const auto numbers = generations_in(directory);
  return numbers.ok() ? number_after(directory, *numbers).status() : numbers.status();
}

Status replace_together(const fs::path& directory, const std::vector<NewFile>& files) {
  if (auto checked = check_replaceable(directory); !checked.ok()) return checked;
  auto numbers = generations_in(directory);
  if (!numbers.ok()) return numbers.status();
  const auto at_first = in_use(directory);
  const auto number = number_after(directory, *numbers);
  if (!number.ok()) return number.status();
  int next = *number;

  const auto linked = [&](const NewFile& file) { return is_linked(directory, file.name); };
  if (!std::all_of(files.begin(), files.end(), linked)) {
    if (auto done = adopt(directory, next, files); !done.ok()) return done;
    numbers->push_back(next++);
  }

  auto all = with_others_in_use(directory, files);
  if (!all.ok()) return all.status();
  if (auto written = write_generation(directory, next, *all); !written.ok()) return written;
  const auto adopted = in_use(directory);
  if (auto swapped = point(directory, kCurrent, name_of(next)); !swapped.ok()) return swapped;
  if (auto named = link_names(directory, files); !named.ok()) return named;
  prune(directory, *numbers, {at_first, adopted, name_of(next)});
  return absl::OkStatus();
}

}  // namespace tlsgauge::pki
