#include "core/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "core/descriptor.hpp"

namespace tlsgauge::core {
namespace {

bool write_all(int fd, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const auto n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  // O_NONBLOCK: opening a FIFO that nobody writes to would otherwise wait for ever.
  const Descriptor in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!in.open()) {
    if (errno == ENOENT) return missing(file.string() + ": no such file");
    return system_fault("open " + file.string());
  }
  struct stat facts {};
  if (::fstat(in.get(), &facts) != 0) return system_fault("stat " + file.string());
  if (!S_ISREG(facts.st_mode)) return bad_input(file.string() + ": not a regular file");

  std::string bytes;
  char buffer[64U << 10U];
  for (;;) {
    const auto n = ::read(in.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_fault("read " + file.string());
    if (n == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(n));
    if (bytes.size() > limit) return bad_input(file.string() + ": larger than " + std::to_string(limit) + " bytes");
  }
}

Status write_file(const std::filesystem::path& file, const std::string& bytes, Readers readers, Survives survives) {
  std::string temporary = file.string() + ".XXXXXX";
  const Descriptor out{::mkostemp(temporary.data(), O_CLOEXEC)};
  if (!out.open()) return system_fault("create a file beside " + file.string());

  const auto give_up = [&](const std::string& doing) {
    auto fault = system_fault(doing);
    ::unlink(temporary.c_str());
    return fault;
  };
  const mode_t mode = readers == Readers::owner_only ? 0600 : 0644;
  if (::fchmod(out.get(), mode) != 0) return give_up("set the mode of " + file.string());
  if (!write_all(out.get(), bytes)) return give_up("write " + file.string());
  if (survives == Survives::power_loss && ::fsync(out.get()) != 0) return give_up("write " + file.string());
  if (::rename(temporary.c_str(), file.c_str()) != 0) return give_up("replace " + file.string());
  return absl::OkStatus();
}

Status make_directory(const std::filesystem::path& directory, Readers readers) {
  std::error_code error;
  const bool created = std::filesystem::create_directories(directory, error);
  if (error) return internal("cannot create the directory " + directory.string() + ": " + error.message());
  if (created && readers == Readers::owner_only && ::chmod(directory.c_str(), 0700) != 0)
    return system_fault("set the mode of " + directory.string());
  return absl::OkStatus();
}

Result<TemporaryDirectory> TemporaryDirectory::make() {
  std::error_code error;
  auto parent = std::filesystem::temp_directory_path(error);
  if (error) return internal("no usable temporary directory: " + error.message());
  std::string name = (parent / "tlsgauge.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return system_fault("create a directory in " + parent.string());
  return TemporaryDirectory{name};
}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_{std::exchange(other.path_, {})} {}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;  // a file that cannot be removed is left; a destructor has nobody to tell
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace tlsgauge::core
