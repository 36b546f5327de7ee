#include <fcntl.h>
#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "pki/generation.hpp"
#include "pki/key_pair.hpp"
#include "pki/layout.hpp"
#include "pki/pem.hpp"
#include "pki/plan.hpp"

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kStems{"server", "client"};

/// Keeps other renewals of a directory away, for as long as it lives.
class DirectoryLock {
 public:
  static Result<DirectoryLock> take(const fs::path& directory) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return missing(directory.string() + ": no such directory");
    if (fd < 0) return system_fault("open the directory " + directory.string());
    DirectoryLock lock{fd};
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) return system_fault("lock " + directory.string());
    return precondition(directory.string() + ": another renewal is under way; try again when it has ended");
  }

  DirectoryLock(DirectoryLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock() {
    if (fd_ >= 0) ::close(fd_);
  }

 private:
  explicit DirectoryLock(int fd) : fd_{fd} {}
  int fd_;
};

/// Length of the certificate's validity in days, at least one, at most what check_days() admits.
int lifetime_days(const tls::Certificate& certificate) {
  int days = 0;
  int seconds = 0;
  const auto* begin = X509_get0_notBefore(certificate.get());
  const auto* end = X509_get0_notAfter(certificate.get());
  if (ASN1_TIME_diff(&days, &seconds, begin, end) != 1) return kLeafDays;
  return std::clamp(days, 1, kMaxDays);
}

/// The number before the next one: ca.srl's, or a random one when there is no ca.srl (as with -CAcreateserial).
Result<Serial> last_serial(const fs::path& file) {
  auto last = read_serial_file(file);
  if (absl::IsNotFound(last.status())) return Serial::random();
  return last;
}

struct Renewal {
  std::vector<NewFile> files;
  Serial last;
};

/// Appends a new pair for the certificate in STEM.pem, if there is one, and advances the serial.
Status renew_pair(const fs::path& directory, const std::string& stem, std::optional<int> days,
                  const Authority& authority, Renewal& renewal) {
  const auto file = directory / (stem + ".pem");
  auto old = read_pem(file);
  if (absl::IsNotFound(old.status())) return absl::OkStatus();
  if (!old.ok()) return old.status();
  if (old->certificates.empty()) return bad_input(file.string() + ": holds no certificate");
  const auto& leaf = old->certificates.front();

  auto key = make_key_like(public_key(leaf));
  if (!key.ok()) return bad_input(file.string() + ": " + message(key.status()));
  auto serial = renewal.last.next();
  if (!serial.ok()) return bad_input((directory / "ca.srl").string() + ": " + message(serial.status()));
  auto certificate = reissue(leaf, days.value_or(lifetime_days(leaf)), *key, authority, *serial);
  if (!certificate.ok()) return certificate.status();
  auto pair = pair_files(stem, *certificate, *key);
  if (!pair.ok()) return pair.status();
  for (std::size_t i = 1; i < old->certificates.size(); ++i) {  // the rest of the chain stays
    auto text = to_pem(old->certificates[i]);
    if (!text.ok()) return text.status();
    pair->back().bytes += *text;
  }
  for (auto& made : *pair) renewal.files.push_back(std::move(made));
  renewal.last = *std::move(serial);

  std::error_code none;
  if (!fs::exists(directory / (stem + ".csr"), none)) return absl::OkStatus();
  auto request = request_like(leaf, *key);
  if (!request.ok()) return request.status();
  auto text = to_pem(*request);
  if (!text.ok()) return text.status();
  renewal.files.push_back({.name = stem + ".csr", .bytes = *std::move(text), .readers = core::Readers::everyone});
  return absl::OkStatus();
}

}  // namespace

Result<std::vector<fs::path>> renew(const fs::path& directory, std::optional<int> days) {
  if (days)
    if (auto checked = check_days(*days); !checked.ok()) return checked;
  auto lock = DirectoryLock::take(directory);
  if (!lock.ok()) return lock.status();
  auto authority = load_authority(directory);
  if (!authority.ok()) return authority.status();
  const auto serial_file = directory / "ca.srl";
  auto last = last_serial(serial_file);
  if (!last.ok()) return last.status();

  Renewal renewal{.files = {}, .last = *std::move(last)};
  for (const auto* stem : kStems)
    if (auto made = renew_pair(directory, stem, days, *authority, renewal); !made.ok()) return made;
  if (renewal.files.empty())
    return missing(directory.string() + ": neither server.pem nor client.pem is here; generate a layout first");

  if (auto checked = check_replaceable(directory); !checked.ok()) return checked;

  // The number is spent before the certificates show: after a crash one may be skipped, none is given twice.
  auto counted = core::write_file(serial_file, serial_file_text(renewal.last), core::Readers::everyone);
  if (!counted.ok()) return counted;
  if (auto replaced = replace_together(directory, renewal.files); !replaced.ok()) return replaced;

  std::vector<fs::path> paths;
  for (const auto& file : renewal.files) paths.push_back(directory / file.name);
  return paths;
}

}  // namespace tlsgauge::pki
